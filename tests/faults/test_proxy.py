"""The proxy of the lab does what it is told: it carries, drips, holds and cuts."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress

import pytest

from deploy.local.machine import free_base
from tests.faults.proxy import DRIP_BYTES, Proxy

LONG = b"x" * (DRIP_BYTES * 3)


@pytest.fixture
async def proxy() -> AsyncIterator[Proxy]:
    """In front of a server that sends back what it gets."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(10_000):
                writer.write(data)
        writer.transport.abort()

    server = await asyncio.start_server(echo, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    made = Proxy("127.0.0.1", port, free_base())
    await made.start()
    yield made
    await made.stop()
    server.close()
    await asyncio.sleep(0.05)  # ends of connections are handed on by the loop


async def said(proxy: Proxy, data: bytes) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(data)
    try:
        async with asyncio.timeout(5):
            return await reader.readexactly(len(data))
    finally:
        writer.transport.abort()


async def test_it_carries_and_drips(proxy: Proxy) -> None:
    assert await said(proxy, LONG) == LONG
    proxy.become("drips")
    assert await said(proxy, LONG) == LONG


async def test_it_holds_what_comes_until_it_flows_again(proxy: Proxy) -> None:
    proxy.become("silent")
    waiting = asyncio.create_task(said(proxy, LONG))
    await asyncio.sleep(0.2)
    assert not waiting.done()
    proxy.become("flows")
    assert await waiting == LONG


async def test_it_cuts_what_is_open_and_refuses_what_comes(proxy: Proxy) -> None:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    writer.write(b"hello")
    assert await reader.readexactly(5) == b"hello"
    proxy.become("cut")
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await reader.readexactly(1)
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        await said(proxy, b"hello")
    writer.transport.abort()
