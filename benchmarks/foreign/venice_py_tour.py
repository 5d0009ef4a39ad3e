"""Eight of nine operations by venice-py, as it was published; the ninth is the wallet's create.

Takes from the environment the base URL and an admin key.
"""

import asyncio
import os

from venice_ai import VeniceClient
from venice_ai.exceptions import AuthenticationError
from venice_ai.types.api import CreateApiKeyRequest

SETTINGS = ("VENICE_BASE_URL", "VENICE_API_KEY")


async def main(base_url: str, admin_key: str) -> None:
    """Create, list, read, change, use and revoke a key, with every enum of the family."""
    wanted = CreateApiKeyRequest(
        apiKeyType="INFERENCE",
        description="By venice-py",
        consumptionLimit={"usd": 5, "diem": 1},
        limitPeriod="MONTH",
        modelPrivacy="PRIVATE_ONLY",
        expiresAt="2099-01-31T00:00:00Z",
    )
    async with VeniceClient(api_key=admin_key, base_url=base_url) as client:
        keys = client.api_keys
        made = await keys.create(api_key_request=wanted)
        assert (made.limitPeriod, made.consumptionLimit.usd) == ("MONTH", 5)
        assert made.id in [key.id for key in await keys.list()]
        assert (await keys.retrieve(api_key_id=made.id)).last6Chars == made.apiKey[-6:]
        changed = await keys.update(
            id=made.id,
            description="Changed",
            consumption_limit={"usd": 1},
            limit_period="LIFETIME",
            model_privacy="ALL",
        )
        assert (changed.description, changed.limitPeriod) == ("Changed", "LIFETIME")
        assert changed.modelPrivacy == "ALL"
        assert (await keys.get_rate_limits()).data.rateLimits
        assert (await keys.get_rate_limit_logs()).object == "list"
        assert (await keys.get_web3_token()).data.token
        async with VeniceClient(api_key=made.apiKey, base_url=base_url) as user:
            assert (await user.api_keys.get_rate_limits()).data.accessPermitted
            assert (await keys.delete(api_key_id=made.id)).success
            try:
                await user.api_keys.get_rate_limits()
            except AuthenticationError:
                return
            raise AssertionError("a revoked key still works")


if __name__ == "__main__":
    asyncio.run(main(*(os.environ[name] for name in SETTINGS)))
