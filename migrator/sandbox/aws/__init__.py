"""The sandbox's AWS, as a caller of boto3 sees it: a stand-in, made of two parts.

Played by moto, in the daemon's memory: Route53, STS, EKS clusters and node groups, RDS, ElastiCache, EC2, ELBv2, IAM,
ACM, S3, SQS, DynamoDB, CloudWatch Logs. Once Terraform has applied the pre-operator configuration, `mirror` puts the
deployment in there, with the store's ids and names; from then on it lives by itself and API calls break and heal it.

Played by us (`answers`, `addons`), because moto lacks it: EKS add-ons and cluster upgrades, IAM's policy simulator (it
allows everything that no fault denies), the two quotas, the offers of RDS for Aurora MySQL and of ElastiCache.
Nothing here checks credentials, and no change takes time.
"""
