"""A server with the protocol of S3 (moto's), on loopback, for as long as the block or the run takes."""

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.served_site import free_port

START_TIMEOUT = 120
KEY, SECRET, BUCKET = "a-key", "a/secret+", "site"
PROGRAM = "from moto.server import main; main(['-H', '127.0.0.1', '-p', '{port}'])"


@contextmanager
def server() -> Iterator[str]:
    """Start a server with an empty bucket; gives its ``S3_URL``."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.format(port=port)],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait_until_ready(f"http://127.0.0.1:{port}", process)
        import boto3  # Not at the start of every run of the tests.

        client = boto3.client(
            "s3",
            endpoint_url=f"http://127.0.0.1:{port}",
            region_name="us-east-1",
            aws_access_key_id=KEY,
            aws_secret_access_key=SECRET,
        )
        client.create_bucket(Bucket=BUCKET)
        yield f"http://{KEY}:a%2Fsecret%2B@127.0.0.1:{port}/{BUCKET}"
    finally:
        process.kill()
        process.wait()


def _wait_until_ready(url: str, process: "subprocess.Popen[bytes]") -> None:
    deadline = time.monotonic() + START_TIMEOUT
    while True:
        try:
            httpx.get(url, timeout=30)
            return
        except httpx.TransportError:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError("The S3 server did not start.") from None
            time.sleep(0.1)
