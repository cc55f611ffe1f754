# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
terraform {
  required_providers {
    kubernetes = {
      source  = "hashicorp/kubernetes"
      version = "~> 2.23"
    }
  }
}
