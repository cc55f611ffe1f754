"""Where a sandbox keeps what: its home is `.sandbox` inside the Terraform directory."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Home:
    """The sandbox's own files, below the directory that the user works in."""

    directory: Path

    @property
    def path(self) -> Path:
        """The home itself, 0700."""
        return self.directory / ".sandbox"

    @property
    def cloud(self) -> Path:
        """The store."""
        return self.path / "cloud.db"

    @property
    def faults(self) -> Path:
        """The faults in force."""
        return self.path / "faults.json"

    @property
    def records(self) -> Path:
        """The zone's records, kept while the daemon is down."""
        return self.path / "records.json"

    @property
    def ready(self) -> Path:
        """Who the daemon is and where its servers listen; there only once all of them do."""
        return self.path / "ready.json"

    @property
    def control(self) -> Path:
        """Where the launchers find the providers' socket."""
        return self.path / "control"

    @property
    def log(self) -> Path:
        """What the daemon had to say, 0600."""
        return self.path / "daemon.log"

    @property
    def daemon_lock(self) -> Path:
        """Held by the daemon as long as it lives."""
        return self.path / "daemon.lock"

    @property
    def up_lock(self) -> Path:
        """Held by whoever brings the sandbox up, its Terraform included."""
        return self.path / "up.lock"

    @property
    def terraformrc(self) -> Path:
        """Terraform's CLI configuration."""
        return self.path / "terraformrc"

    @property
    def bin(self) -> Path:
        """The folder for the PATH: terraform and aws."""
        return self.path / "bin"

    @property
    def aws_shim(self) -> Path:
        """The stand-in for the AWS command line, behind the `aws` of the folder above."""
        return self.path / "aws.py"

    @property
    def authority(self) -> Path:
        """The certificate authority, in PEM."""
        return self.path / "ca.pem"

    @property
    def kubeconfig(self) -> Path:
        """The way to the cluster."""
        return self.path / "kubeconfig"
