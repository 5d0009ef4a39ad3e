"""All nine operations by veniceresch, as it was published.

Takes from the environment the base URL, an admin key, and the private key of a wallet that the
mock was told of.
"""

import os

from eth_account import Account
from eth_account.messages import encode_defunct
from veniceresch import VeniceAuthError, VeniceClient

SETTINGS = ("VENICE_BASE_URL", "VENICE_API_KEY", "TOUR_WALLET")


def main(base_url: str, admin_key: str, wallet: str) -> None:
    """Create, list, read, change, use and revoke a key, and mint one with the wallet."""
    with VeniceClient(api_key=admin_key, base_url=base_url) as client:
        keys = client.api_keys
        made = keys.create(
            api_key_type="INFERENCE",
            description="By veniceresch",
            consumption_limit={"usd": 5},
            expires_at="2099-01-31T00:00:00.000Z",
        ).data
        assert made["id"] in [key["id"] for key in keys.list().data]
        assert keys.get(made["id"]).data["last6Chars"] == made["apiKey"][-6:]
        changed = keys.update(
            id=made["id"], description="Changed", consumption_limit={"usd": 1}
        ).data
        assert (changed["description"], changed["consumptionLimits"]["usd"]) == ("Changed", 1)
        with VeniceClient(api_key=made["apiKey"], base_url=base_url) as user:
            assert user.api_keys.rate_limits().data["accessPermitted"] is True
            assert isinstance(keys.rate_limits_log().data, list)
            assert keys.delete(made["id"]).success is True
            try:
                user.api_keys.rate_limits()
            except VeniceAuthError:
                pass
            else:
                raise AssertionError("a revoked key still works")
        token = keys.generate_web3_key_challenge().data["token"]
        account = Account.from_key(wallet)
        signature = account.sign_message(encode_defunct(text=token)).signature.hex()
        minted = keys.generate_web3_key(
            api_key_type="INFERENCE", address=account.address, signature=signature, token=token
        ).data
        assert keys.delete(minted["id"]).success is True


if __name__ == "__main__":
    main(*(os.environ[name] for name in SETTINGS))
