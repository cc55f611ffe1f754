# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
locals {
  deployment_size = {
    small = { db = "db.r6g.large", node_count = 2, node_instance = "r6i.xlarge", cache = "cache.m6g.large" }
  }
}
