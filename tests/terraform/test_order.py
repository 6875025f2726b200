"""What has to wait for something else names it: no test of a plan shows in which order things are made."""

import re

from local.home import ROOT

TERRAFORM = ROOT / "terraform"


def test_downloads_go_on_while_a_distribution_is_made():
    """It takes minutes. Meanwhile the function signs for S3, with the right to."""
    files = (TERRAFORM / "stack/files.tf").read_text()
    outputs = (TERRAFORM / "modules/cdn/outputs.tf").read_text()

    assert "var.cdn" not in files
    assert files.count('for_each = local.distribution_arn == null ? ["s3"] : []') == 2
    assert re.search(
        r'^output "domain" \{[^}]*depends_on += \[aws_cloudfront_distribution.this\]', outputs, re.MULTILINE
    )
