# What the collector needs of the catalogue to tell who is asking: by a write key or, as elsewhere, by a membership.

data "aws_iam_policy_document" "callers" {
  statement {
    sid       = "FindWriteKeys"
    actions   = ["dynamodb:GetItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["K#*"]
    }
  }

  # A user's first call makes a personal tenant, whatever it is for.
  statement {
    sid       = "FindMemberships"
    actions   = ["dynamodb:BatchGetItem", "dynamodb:PutItem", "dynamodb:Query", "dynamodb:UpdateItem"]
    resources = [module.catalog.arn]

    condition {
      test     = "ForAllValues:StringLike"
      variable = "dynamodb:LeadingKeys"
      values   = ["T#*", "U#*"]
    }
  }
}
