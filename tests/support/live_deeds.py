"""What a person could do to a sandbox's AWS, through its API: faults, and their remedies."""

from typing import Any

import boto3

from tests.support.redgreen import Deed
from tests.support.sandbox import Sandbox

NAME = "wandb-sandbox"


def client(sandbox: Sandbox, service: str) -> Any:
    """A client of the sandbox's AWS, as a person's shell would have."""
    keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox", "region_name": "us-west-2"}
    return boto3.client(service, endpoint_url=sandbox.env["AWS_ENDPOINT_URL"], **keys)


def called(service: str, operation: str, **arguments: Any) -> Deed:
    """One call of the API."""
    return lambda sandbox: getattr(client(sandbox, service), operation)(**arguments)


def answering(operation: str, **answer: Any) -> tuple[Deed, Deed]:
    """AWS answers this instead of the truth, until the fault is taken away."""
    return lambda sandbox: sandbox.faults({"aws": operation, "answer": answer}), lambda sandbox: sandbox.faults()


def denied(*operations: str) -> tuple[Deed, Deed]:
    """The caller may not ask."""
    rules = tuple({"aws": one, "error": "AccessDenied"} for one in operations)
    return lambda sandbox: sandbox.faults(*rules), lambda sandbox: sandbox.faults()


def both(*deeds: Deed) -> Deed:
    """One after the other."""
    return lambda sandbox: [deed(sandbox) for deed in deeds]


def bucket(operation: str, **arguments: Any) -> Deed:
    """A call of S3 about the deployment's bucket."""

    def deed(sandbox: Sandbox) -> None:
        s3 = client(sandbox, "s3")
        names = (one["Name"] for one in s3.list_buckets()["Buckets"])
        name = next(one for one in names if one.startswith(f"{NAME}-file-storage"))
        getattr(s3, operation)(Bucket=name, **arguments)

    return deed


def network(describe: str, found: str, key: str, change: str, **arguments: Any) -> Deed:
    """A call of EC2 about the default of the deployment's VPC that another call finds."""

    def deed(sandbox: Sandbox) -> None:
        ec2 = client(sandbox, "ec2")
        vpc = ec2.describe_vpcs(Filters=[{"Name": "cidr", "Values": ["10.10.0.0/16"]}])["Vpcs"][0]["VpcId"]
        kind = "default" if "acl" in describe else "association.main"
        filters = [{"Name": "vpc-id", "Values": [vpc]}, {"Name": kind, "Values": ["true"]}]
        it = getattr(ec2, describe)(Filters=filters)[found][0]
        getattr(ec2, change)(**{key: it[key]}, **arguments)

    return deed


def tags(operation: str) -> Deed:
    """The tag by which the load-balancer controller finds the public subnets: there, or not."""

    def deed(sandbox: Sandbox) -> None:
        ec2 = client(sandbox, "ec2")
        listed = ec2.describe_subnets(Filters=[{"Name": "cidr-block", "Values": ["10.10.0.0/24", "10.10.1.0/24"]}])[
            "Subnets"
        ]
        tag = [{"Key": "kubernetes.io/role/elb", "Value": "1"}]
        getattr(ec2, operation)(Resources=[one["SubnetId"] for one in listed], Tags=tag)

    return deed


def policy(sandbox: Sandbox) -> None:
    """Delete the policy of the load-balancer controller."""
    iam = client(sandbox, "iam")
    listed = iam.list_policies(Scope="Local")["Policies"]
    arn = next(one["Arn"] for one in listed if one["PolicyName"] == f"{NAME}-AWSLoadBalancerController")
    iam.delete_policy(PolicyArn=arn)


def issuer(sandbox: Sandbox) -> None:
    """Make an identity provider of the cluster's issuer."""
    url = client(sandbox, "eks").describe_cluster(name=NAME)["cluster"]["identity"]["oidc"]["issuer"]
    client(sandbox, "iam").create_open_id_connect_provider(Url=url, ThumbprintList=["0" * 40])


def no_issuer(sandbox: Sandbox) -> None:
    """Delete it."""
    iam = client(sandbox, "iam")
    for one in iam.list_open_id_connect_providers()["OpenIDConnectProviderList"]:
        iam.delete_open_id_connect_provider(OpenIDConnectProviderArn=one["Arn"])


def balancer(sandbox: Sandbox) -> None:
    """Make a load balancer under the name that the new one gets."""
    subnets = [
        one["SubnetId"]
        for one in client(sandbox, "ec2").describe_subnets(
            Filters=[{"Name": "tag-key", "Values": ["kubernetes.io/role/elb"]}]
        )["Subnets"]
    ]
    client(sandbox, "elbv2").create_load_balancer(Name=f"{NAME}-alb-k8s", Subnets=subnets)


def no_balancer(sandbox: Sandbox) -> None:
    """Delete it."""
    elb = client(sandbox, "elbv2")
    found = elb.describe_load_balancers(Names=[f"{NAME}-alb-k8s"])["LoadBalancers"][0]
    elb.delete_load_balancer(LoadBalancerArn=found["LoadBalancerArn"])


def queue(sandbox: Sandbox) -> None:
    """A queue of the deployment with a message in it."""
    sqs = client(sandbox, "sqs")
    url = sqs.create_queue(QueueName=f"{NAME}-file-storage-old")["QueueUrl"]
    sqs.send_message(QueueUrl=url, MessageBody="{}")


def no_queue(sandbox: Sandbox) -> None:
    """Delete it."""
    sqs = client(sandbox, "sqs")
    sqs.delete_queue(QueueUrl=sqs.get_queue_url(QueueName=f"{NAME}-file-storage-old")["QueueUrl"])
