# What the extractor of images needs beside its line in extractors.tf.

locals {
  # The interpreter with its libraries, a file of 100 MB, and 16.5 bytes a pixel (docs/processing.md, "Images"); with
  # less than 1769 MB it would have less than a whole CPU.
  image_memory_mb = max(1769, 250 + ceil(var.images.max_pixels * 16.5 / pow(2, 20)))

  image_rights = var.images.labels ? [data.aws_iam_policy_document.labels.json] : []
}

data "aws_iam_policy_document" "labels" {
  statement {
    sid       = "SayWhatIsSeen"
    actions   = ["rekognition:DetectLabels"]
    resources = ["*"] # The action names no resource: the image is in the request.
  }
}
