# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
# As in the published module since 4.20.0: the length of null is an error.
locals {
  insights_given = length(var.database_performance_insights_kms_key_arn) > 0
}
