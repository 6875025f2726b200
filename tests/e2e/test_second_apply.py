"""What is applied stays as it is: Terraform finds nothing to change in what it made."""


def test_a_second_plan_changes_nothing(cloud):
    assert "No changes." in cloud.run("tools.terraform", "plan", "local")
