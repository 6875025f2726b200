# An SNS topic. Who of this account may publish and subscribe is said by identities' policies; nobody does so in the clear.

resource "aws_sns_topic" "this" {
  name = var.name

  # Encrypted even without a key of one's own, unless services publish: SNS's own key admits none of them, and its policy
  # is AWS's. https://docs.aws.amazon.com/sns/latest/dg/sns-key-management.html
  kms_master_key_id = var.kms_key_arn == null && length(var.publishers) == 0 ? "alias/aws/sns" : var.kms_key_arn
}

resource "aws_sns_topic_policy" "this" {
  arn    = aws_sns_topic.this.arn
  policy = data.aws_iam_policy_document.this.json
}
