"""A small S3 in this process, reached over the network as a real one is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import boto3
from moto.server import ThreadedMotoServer

from solar_cms.documents.object_store import ObjectStore


@dataclass(frozen=True)
class Bucket:
    name: str
    endpoint: str

    def options(self) -> dict[str, str]:
        return {
            "bucket_name": self.name,
            "endpoint_url": self.endpoint,
            "region_name": "us-east-1",
            "access_key": "key",
            "secret_key": "secret",
        }

    def storage(self) -> ObjectStore:
        return ObjectStore(**self.options())

    def variables(self) -> dict[str, str]:
        """The settings of an installation that keeps its files here."""
        return {
            "SOLAR_S3_BUCKET": self.name,
            "SOLAR_S3_ENDPOINT": self.endpoint,
            "SOLAR_S3_REGION": "us-east-1",
            "SOLAR_S3_KEY": "key",
            "SOLAR_S3_SECRET": "secret",
        }


@contextmanager
def object_store() -> Iterator[Callable[[str], Bucket]]:
    """Gives a function that makes a bucket; the store ends with the block."""
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    endpoint = f"http://{host}:{port}"

    def make(name: str) -> Bucket:
        client = boto3.client(
            "s3",
            endpoint_url=endpoint,
            region_name="us-east-1",
            aws_access_key_id="key",
            aws_secret_access_key="secret",
        )
        client.create_bucket(Bucket=name)
        return Bucket(name, endpoint)

    try:
        yield make
    finally:
        server.stop()
