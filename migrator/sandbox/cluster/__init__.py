"""The sandbox's cluster: a Kubernetes API over the world and what people do to it."""
