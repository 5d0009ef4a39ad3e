"""What this package was made from. Do not edit: `venice-contract generate` writes it all."""

from typing import Final

BASE_URL: Final = "https://api.venice.ai/api/v1"
VERSION: Final = "2026.8.21"
SHA256: Final = "7fb65f4c064e55a588e172438120c8e4b0ba896390862196d0255e890f809461"
"""Of the fragment that this package was made from."""

CONFIG_SHA256: Final = "b8258f34d1587914e240656400ae3d92ea1c3516d7b99e708480c1ba8a44ebf9"
TEMPLATES_SHA256: Final = "080ad2973c40b78f725824fd21b1e6bd90fccf907df86bf9e3f1d1ba24abd024"
GENERATOR: Final = "openapi-python-client 0.29.1"
FORMATTER: Final = "ruff 0.17.6"

OPERATIONS: Final[dict[str, str]] = {
    "GET /api_keys": "api.keys.get_api_keys",
    "POST /api_keys": "api.keys.create_api_key",
    "DELETE /api_keys": "api.keys.delete_api_key",
    "PATCH /api_keys": "api.keys.update_api_key",
    "GET /api_keys/{id}": "api.keys.get_api_key_by_id",
    "GET /api_keys/rate_limits": "api.rate_limits.get_api_key_rate_limits",
    "GET /api_keys/rate_limits/log": "api.rate_limits.get_api_key_rate_limit_logs",
    "GET /api_keys/generate_web3_key": "api.wallet.get_api_key_generate_web_3_key",
    "POST /api_keys/generate_web3_key": "api.wallet.post_api_key_generate_web_3_key",
}
"""Method and path of every operation, and the module of this package that holds it."""
