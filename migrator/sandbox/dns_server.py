"""DNS for the sandbox's zone, over UDP on loopback; its records are asked of Route53 at every question."""

import socketserver
import threading

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from migrator.sandbox.aws_api import AwsApi
from migrator.sandbox.names import ALB, DEPLOYER, REGISTRY, ZONE
from migrator.sandbox.world import World

LOCAL = "127.0.0.1"
# As Route53 makes them: a name that is missing may be cached for that many seconds.
NEGATIVE, SOA = 900, "ns-1.awsdns-1.com. awsdns-hostmaster.amazon.com. 1 7200 900 1209600 86400"
PLAYED = frozenset({DEPLOYER, REGISTRY})


class _Server(socketserver.ThreadingUDPServer):
    daemon_threads = True

    def handle_error(self, request: object, client_address: object) -> None:
        """What is not DNS gets no answer, and is not logged."""


class DnsServer:
    """Answers until stopped."""

    def __init__(self, api: AwsApi, world: World) -> None:
        self._api = api
        self._world = world
        outer = self

        class Handler(socketserver.BaseRequestHandler):
            def handle(self) -> None:
                raw, socket = self.request
                socket.sendto(outer.answer(raw), self.client_address)

        self._server = _Server((LOCAL, 0), Handler)
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()

    def stop(self) -> None:
        """Stop answering."""
        self._server.shutdown()
        self._server.server_close()

    def answer(self, raw: bytes) -> bytes:
        """The reply to one message."""
        question = dns.message.from_wire(raw)
        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.AA
        asked = question.question[0]
        name = asked.name.to_text(omit_final_dot=True).lower()
        values = self._values(name, dns.rdatatype.to_text(asked.rdtype))
        if values:
            reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", asked.rdtype, *values))
            return reply.to_wire()
        if values is None:
            reply.set_rcode(dns.rcode.NXDOMAIN)
        if name.endswith(ZONE):
            reply.authority.append(dns.rrset.from_text(f"{ZONE}.", NEGATIVE, "IN", "SOA", SOA))
        return reply.to_wire()

    def _values(self, name: str, kind: str) -> list[str] | None:
        """The values of a name; empty where it has none of that type, None where there is no such name."""
        if name in PLAYED or name == ALB:
            there = name != ALB or self._world.resolves(ALB)
            return [LOCAL] if kind == "A" and there else []
        if name == ZONE:
            return [f"{one}." for one in self._world.name_servers()] if kind == "NS" else []
        found = [one for one in self._api.records() if one["Name"].rstrip(".") == name]
        if not found:
            return None
        for one in found:
            if one["Type"] == kind and "AliasTarget" in one:
                return [LOCAL] if self._world.resolves(one["AliasTarget"]["DNSName"].rstrip(".")) else []
            if one["Type"] == kind:
                return [value["Value"] for value in one["ResourceRecords"]]
        return []
