"""What this package was made from. Do not edit: `venice-contract generate` writes it all."""

from typing import Final

BASE_URL: Final = "https://api.venice.ai/api/v1"
VERSION: Final = "2026.8.21"
SHA256: Final = "81e2c0634eff5cb86157d64725c6fac370175293c825297411a9be959b2ecad6"
"""Of the fragment that this package was made from."""

CONFIG_SHA256: Final = "b8258f34d1587914e240656400ae3d92ea1c3516d7b99e708480c1ba8a44ebf9"
TEMPLATES_SHA256: Final = "5e356e23e9742d88a2ec475a5189721351dc5bcb01f8d27663f8b9d76ec13c46"
GENERATOR: Final = "openapi-python-client 0.29.1"
FORMATTER: Final = "ruff 0.17.6"
