# The state machine of processing, in Amazon States Language: which tasks a file goes through, and what follows from
# what they answer. What is permanent a task returns, and a Choice reads it; what it raises is tried again, and in the
# end recorded by `finish`. The state's input is handed on from task to task: pointers, never contents.

locals {
  # The longest that AWS lets an Express machine run.
  machine_seconds = 300

  # The tasks before the last, by the names of their steps: which function, and which state follows when all is well.
  tasks = merge(
    {
      inspect    = { function = module.inspect, next = "scan" }
      scan       = { function = module.scan, next = local.by_type }
      quarantine = { function = module.quarantine, next = "finish" }
    },
    { for name, extractor in module.extractor : name => { function = extractor, next = "finish" } },
  )

  # A file whose type has no extractor is done with.
  by_type = length(local.extractors) == 0 ? "finish" : "by type"

  # What a task of each name answered goes on with the input; so does the media type that `inspect` tells.
  task_states = { for name, task in local.tasks : name => merge(lookup(local.catch, name, {}), {
    Type           = "Task"
    Resource       = local.invoke
    Arguments      = { FunctionName = task.function.arn, Payload = "{% $states.input %}" }
    Output         = "{% $merge([$states.input, $sift($states.result.Payload, function($v, $k) { $k = 'mediaType' }), {'step': '${name}', 'result': $states.result.Payload}]) %}"
    TimeoutSeconds = task.function.timeout_seconds + 5
    Retry          = concat(name == "scan" ? [{ ErrorEquals = [local.too_slow], MaxAttempts = 0 }] : [], local.retry)
    Next           = "after ${name}"
  }) }

  choices = merge(
    { for name, task in local.tasks : "after ${name}" => {
      Type = "Choice"
      Choices = [
        { Condition = "{% $states.input.result.outcome = 'ok' %}", Next = task.next },
        { Condition = "{% $states.input.result.outcome = 'stale' %}", Next = "superseded" },
        { Condition = "{% $states.input.result.outcome = 'infected' %}", Next = local.infected },
      ]
      Default = "finish"
    } },
    { for state in [local.by_type] : state => {
      Type = "Choice"
      Choices = [for name, extractor in local.extractors : {
        Condition = "{% $states.input.mediaType in ${jsonencode(extractor.media_types)} %}"
        Next      = name
      }]
      Default = "finish"
    } if state != "finish" },
  )

  infected = "quarantine"

  # A version that cannot be taken away settles nothing: the run fails, and its message is delivered again. So it is when
  # the scanner's time went by until it was ready: what is left of the machine's would not suffice for another attempt.
  catch = { for name in keys(local.tasks) : name => {
    Catch = concat(
      name == "scan" ? [{ ErrorEquals = [local.too_slow], Output = "{% $states.input %}", Next = "too slow" }] : [],
      [{
        ErrorEquals = ["States.ALL"]
        Output      = "{% $merge([$states.input, {'step': '${name}', 'result': {'outcome': 'failed'}}]) %}"
        Next        = "finish"
      }],
    )
  } if name != "quarantine" }

  # The exception's name, as Lambda tells it: src/processor/scan/handler.py.
  too_slow = "TooSlow"

  # Lambda that is throttled, AWS that asks for patience, a function that died. Permanent outcomes are no errors.
  retry = [{
    ErrorEquals     = ["States.TaskFailed"]
    IntervalSeconds = 1
    BackoffRate     = 2
    MaxAttempts     = 3
    JitterStrategy  = "FULL"
  }]

  invoke = "arn:${data.aws_partition.this.partition}:states:::lambda:invoke"

  # Named here, not referenced: a plan that changes the machine leaves the router's policy as it is.
  machine_arn = join(":", [
    "arn", data.aws_partition.this.partition, "states", data.aws_region.this.name, local.account_id, "stateMachine",
    "${local.prefix}-processing",
  ])

  machine = {
    Comment        = "From an object that arrived to a file that is settled"
    QueryLanguage  = "JSONata"
    StartAt        = "inspect"
    TimeoutSeconds = local.machine_seconds
    States = merge(local.task_states, local.choices, {
      # It alone is not caught: what could not be recorded fails the run, and its message is delivered again.
      finish = {
        Type           = "Task"
        Resource       = local.invoke
        Arguments      = { FunctionName = module.finish.arn, Payload = "{% $states.input %}" }
        Output         = "{% $states.result.Payload %}"
        TimeoutSeconds = module.finish.timeout_seconds + 5
        Retry          = local.retry
        End            = true
      }
      "too slow" = { Type = "Fail", Error = local.too_slow, Cause = "The scanner was not ready in time" }
      superseded = { Type = "Succeed", Output = { outcome = "stale" } }
    })
  }
}

resource "aws_sfn_state_machine" "processing" {
  #checkov:skip=CKV_AWS_285:Failures are logged; the input of a run is ids, which the lines of its functions carry already

  name       = "${local.prefix}-processing"
  type       = "EXPRESS"
  role_arn   = aws_iam_role.processing_machine.arn
  definition = jsonencode(local.machine)

  # What happened, not what it was about.
  logging_configuration {
    level                  = "ERROR"
    include_execution_data = false
    log_destination        = "${aws_cloudwatch_log_group.processing_machine.arn}:*"
  }

  # Written only where it is wanted: the embedded AWS tells of none, and would be asked for it by every plan.
  dynamic "tracing_configuration" {
    for_each = var.functions.tracing == "Active" ? [true] : []

    content {
      enabled = true
    }
  }

  # It is refused while its role lacks its rights.
  depends_on = [aws_iam_role_policy.processing_machine]
}

# Below this prefix AWS keeps all such groups in one resource policy.
resource "aws_cloudwatch_log_group" "processing_machine" {
  #checkov:skip=CKV_AWS_338:Retention is an argument; prod keeps a year

  name              = "/aws/vendedlogs/states/${local.prefix}-processing"
  retention_in_days = var.log_retention_days
  kms_key_id        = var.kms_key_arn
}

resource "aws_iam_role" "processing_machine" {
  name                 = "${local.prefix}-processing-machine"
  description          = "What the state machine of ${local.prefix} may do"
  assume_role_policy   = data.aws_iam_policy_document.processing_machine_trust.json
  permissions_boundary = local.permissions_boundary_arn
}

data "aws_iam_policy_document" "processing_machine_trust" {
  statement {
    sid     = "StepFunctionsRunsTheMachine"
    actions = ["sts:AssumeRole"]

    principals {
      type        = "Service"
      identifiers = ["states.amazonaws.com"]
    }

    condition {
      test     = "StringEquals"
      variable = "aws:SourceAccount"
      values   = [local.account_id]
    }
  }
}

resource "aws_iam_role_policy" "processing_machine" {
  name   = "machine"
  role   = aws_iam_role.processing_machine.id
  policy = data.aws_iam_policy_document.processing_machine.json
}

data "aws_iam_policy_document" "processing_machine" {
  statement {
    sid       = "RunTasks"
    actions   = ["lambda:InvokeFunction"]
    resources = concat([module.finish.arn], [for task in values(local.tasks) : task.function.arn])
  }

  # These name no resource: https://docs.aws.amazon.com/step-functions/latest/dg/cw-logs.html
  statement {
    sid = "SetUpOwnLogs"
    actions = [
      "logs:CreateLogDelivery",
      "logs:DeleteLogDelivery",
      "logs:DescribeLogGroups",
      "logs:DescribeResourcePolicies",
      "logs:GetLogDelivery",
      "logs:ListLogDeliveries",
      "logs:PutResourcePolicy",
      "logs:UpdateLogDelivery",
    ]
    resources = ["*"]
  }

  dynamic "statement" {
    for_each = var.functions.tracing == "Active" ? ["tracing"] : []

    content {
      sid       = "SendTraces"
      actions   = ["xray:GetSamplingRules", "xray:GetSamplingTargets", "xray:PutTelemetryRecords", "xray:PutTraceSegments"]
      resources = ["*"] # X-Ray has no resource to name for these actions.
    }
  }
}
