"""The operations, in groups, for a Client and for an AsyncClient."""

from __future__ import annotations

from builtins import list as List  # a method of the groups is called `list`
from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, Literal

from .types import UNSET, Unset, instant

if TYPE_CHECKING:
    from .client import AsyncClient, Client
    from .models import (
        AccountRateLimits,
        ApiKeySummary,
        ApiKeyType,
        ConsumptionLimit,
        CreatedApiKey,
        LimitPeriod,
        ModelPrivacy,
        RateLimitLogEntry,
        UpdatedApiKey,
        WalletToken,
    )


class ApiKeys:
    """`client.api_keys`; each method raises or returns."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def list(
        self,
    ) -> List[ApiKeySummary]:
        """List the active keys.

        Every active key of the account, with what each has used. Secrets are not shown.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.keys import get_api_keys as operation  # noqa: PLC0415

        answer = operation.sync(client=self._client)
        return answer.data

    def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        description: str,
        consumption_limit: ConsumptionLimit | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: str | datetime | date | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> CreatedApiKey:
        """Create a key.

        Mints a key and shows its secret, this once. An account may create 20 keys a minute and
        hold 500 active ones.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            description: A text for people, to tell keys apart.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            extra: fields to send that the contract of this client does not list.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from . import models  # noqa: PLC0415
        from .api.keys import create_api_key as operation  # noqa: PLC0415

        body = models.CreateApiKeyRequest(
            api_key_type=models.ApiKeyType(api_key_type),
            description=description,
            consumption_limit=consumption_limit,
            limit_period=limit_period
            if isinstance(limit_period, Unset)
            else models.LimitPeriod(limit_period),
            model_privacy=model_privacy
            if isinstance(model_privacy, Unset)
            else models.ModelPrivacy(model_privacy),
            expires_at=instant(expires_at)
            if isinstance(expires_at, (datetime, date))
            else expires_at,
        )
        if extra:
            body.additional_properties.update(extra)
        answer = operation.sync(body=body, client=self._client)
        return answer.data

    def delete(
        self,
        id: str,
    ) -> None:
        """Revoke a key.

        Ends a key. The published document calls the id optional and does not say what a call
        without it does.

        Args:
            id: What to send.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.keys import delete_api_key as operation  # noqa: PLC0415

        operation.sync(id=id, client=self._client)

    def update(
        self,
        id: str,
        *,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: None | str | datetime | date | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> UpdatedApiKey:
        """Change a key.

        Changes the named fields of one key, found by the id in the body. The type of a key
        cannot be changed.

        Args:
            id: The id of the key to change
            description: A text for people, to tell keys apart.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; null or the empty text means never.
            extra: fields to send that the contract of this client does not list.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from . import models  # noqa: PLC0415
        from .api.keys import update_api_key as operation  # noqa: PLC0415

        body = models.UpdateApiKeyRequest(
            id=id,
            description=description,
            consumption_limit=consumption_limit,
            limit_period=limit_period
            if isinstance(limit_period, Unset)
            else models.LimitPeriod(limit_period),
            model_privacy=model_privacy
            if isinstance(model_privacy, Unset)
            else models.ModelPrivacy(model_privacy),
            expires_at=instant(expires_at)
            if isinstance(expires_at, (datetime, date))
            else expires_at,
        )
        if extra:
            body.additional_properties.update(extra)
        answer = operation.sync(body=body, client=self._client)
        return answer.data

    def get(
        self,
        id: str,
    ) -> ApiKeySummary:
        """Read one key.

        One key by its id, with what it has used. The secret is not shown.

        Args:
            id: What to send.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.keys import get_api_key_by_id as operation  # noqa: PLC0415

        answer = operation.sync(id=id, client=self._client)
        return answer.data


class AsyncApiKeys:
    """`client.api_keys`; await each method."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def list(
        self,
    ) -> List[ApiKeySummary]:
        """List the active keys.

        Every active key of the account, with what each has used. Secrets are not shown.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.keys import get_api_keys as operation  # noqa: PLC0415

        answer = await operation.asyncio(client=self._client)
        return answer.data

    async def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        description: str,
        consumption_limit: ConsumptionLimit | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: str | datetime | date | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> CreatedApiKey:
        """Create a key.

        Mints a key and shows its secret, this once. An account may create 20 keys a minute and
        hold 500 active ones.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            description: A text for people, to tell keys apart.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            extra: fields to send that the contract of this client does not list.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from . import models  # noqa: PLC0415
        from .api.keys import create_api_key as operation  # noqa: PLC0415

        body = models.CreateApiKeyRequest(
            api_key_type=models.ApiKeyType(api_key_type),
            description=description,
            consumption_limit=consumption_limit,
            limit_period=limit_period
            if isinstance(limit_period, Unset)
            else models.LimitPeriod(limit_period),
            model_privacy=model_privacy
            if isinstance(model_privacy, Unset)
            else models.ModelPrivacy(model_privacy),
            expires_at=instant(expires_at)
            if isinstance(expires_at, (datetime, date))
            else expires_at,
        )
        if extra:
            body.additional_properties.update(extra)
        answer = await operation.asyncio(body=body, client=self._client)
        return answer.data

    async def delete(
        self,
        id: str,
    ) -> None:
        """Revoke a key.

        Ends a key. The published document calls the id optional and does not say what a call
        without it does.

        Args:
            id: What to send.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.keys import delete_api_key as operation  # noqa: PLC0415

        await operation.asyncio(id=id, client=self._client)

    async def update(
        self,
        id: str,
        *,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: None | str | datetime | date | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> UpdatedApiKey:
        """Change a key.

        Changes the named fields of one key, found by the id in the body. The type of a key
        cannot be changed.

        Args:
            id: The id of the key to change
            description: A text for people, to tell keys apart.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; null or the empty text means never.
            extra: fields to send that the contract of this client does not list.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from . import models  # noqa: PLC0415
        from .api.keys import update_api_key as operation  # noqa: PLC0415

        body = models.UpdateApiKeyRequest(
            id=id,
            description=description,
            consumption_limit=consumption_limit,
            limit_period=limit_period
            if isinstance(limit_period, Unset)
            else models.LimitPeriod(limit_period),
            model_privacy=model_privacy
            if isinstance(model_privacy, Unset)
            else models.ModelPrivacy(model_privacy),
            expires_at=instant(expires_at)
            if isinstance(expires_at, (datetime, date))
            else expires_at,
        )
        if extra:
            body.additional_properties.update(extra)
        answer = await operation.asyncio(body=body, client=self._client)
        return answer.data

    async def get(
        self,
        id: str,
    ) -> ApiKeySummary:
        """Read one key.

        One key by its id, with what it has used. The secret is not shown.

        Args:
            id: What to send.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.keys import get_api_key_by_id as operation  # noqa: PLC0415

        answer = await operation.asyncio(id=id, client=self._client)
        return answer.data


class RateLimits:
    """`client.rate_limits`; each method raises or returns."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def get(
        self,
    ) -> AccountRateLimits:
        """Read the limits of the account.

        The tier, the balances, and the rate limits of each model for the calling key.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.rate_limits import get_api_key_rate_limits as operation  # noqa: PLC0415

        answer = operation.sync(client=self._client)
        return answer.data

    def log(
        self,
    ) -> List[RateLimitLogEntry]:
        """Read where the account went over its limits.

        The latest times the account exceeded a limit, at most 50.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.rate_limits import get_api_key_rate_limit_logs as operation  # noqa: PLC0415

        answer = operation.sync(client=self._client)
        return answer.data


class AsyncRateLimits:
    """`client.rate_limits`; await each method."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def get(
        self,
    ) -> AccountRateLimits:
        """Read the limits of the account.

        The tier, the balances, and the rate limits of each model for the calling key.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.rate_limits import get_api_key_rate_limits as operation  # noqa: PLC0415

        answer = await operation.asyncio(client=self._client)
        return answer.data

    async def log(
        self,
    ) -> List[RateLimitLogEntry]:
        """Read where the account went over its limits.

        The latest times the account exceeded a limit, at most 50.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.rate_limits import get_api_key_rate_limit_logs as operation  # noqa: PLC0415

        answer = await operation.asyncio(client=self._client)
        return answer.data


class Wallet:
    """`client.wallet`; each method raises or returns."""

    def __init__(self, client: Client) -> None:
        self._client = client

    def token(
        self,
    ) -> WalletToken:
        """Ask for a token to sign with a wallet.

        A token that lives 15 minutes. Needs no authentication.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.wallet import get_api_key_generate_web_3_key as operation  # noqa: PLC0415

        answer = operation.sync(client=self._client)
        return answer.data

    def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        address: str,
        signature: str,
        token: str,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: str | datetime | date | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> CreatedApiKey:
        """Create a key with a signed token.

        Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes).
        The wallet must hold staked VVV on Base. Needs no authentication.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            address: The address of the wallet
            signature: The token, signed by the wallet
            token: The token, as it was handed out
            description: A text for people, to tell keys apart.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            extra: fields to send that the contract of this client does not list.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from . import models  # noqa: PLC0415
        from .api.wallet import post_api_key_generate_web_3_key as operation  # noqa: PLC0415

        body = models.CreateWalletApiKeyRequest(
            api_key_type=models.ApiKeyType(api_key_type),
            address=address,
            signature=signature,
            token=token,
            description=description,
            consumption_limit=consumption_limit,
            limit_period=limit_period
            if isinstance(limit_period, Unset)
            else models.LimitPeriod(limit_period),
            model_privacy=model_privacy
            if isinstance(model_privacy, Unset)
            else models.ModelPrivacy(model_privacy),
            expires_at=instant(expires_at)
            if isinstance(expires_at, (datetime, date))
            else expires_at,
        )
        if extra:
            body.additional_properties.update(extra)
        answer = operation.sync(body=body, client=self._client)
        return answer.data


class AsyncWallet:
    """`client.wallet`; await each method."""

    def __init__(self, client: AsyncClient) -> None:
        self._client = client

    async def token(
        self,
    ) -> WalletToken:
        """Ask for a token to sign with a wallet.

        A token that lives 15 minutes. Needs no authentication.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from .api.wallet import get_api_key_generate_web_3_key as operation  # noqa: PLC0415

        answer = await operation.asyncio(client=self._client)
        return answer.data

    async def create(
        self,
        *,
        api_key_type: ApiKeyType | Literal["INFERENCE", "ADMIN"],
        address: str,
        signature: str,
        token: str,
        description: str | Unset = UNSET,
        consumption_limit: ConsumptionLimit | Unset = UNSET,
        limit_period: LimitPeriod | Literal["EPOCH", "MONTH", "LIFETIME"] | Unset = UNSET,
        model_privacy: ModelPrivacy
        | Literal["ALL", "PRIVATE_TEXT", "PRIVATE_ONLY"]
        | Unset = UNSET,
        expires_at: str | datetime | date | Unset = UNSET,
        extra: Mapping[str, Any] | None = None,
    ) -> CreatedApiKey:
        """Create a key with a signed token.

        Mints a key for the wallet that signed the token (EIP-191 personal_sign over its bytes).
        The wallet must hold staked VVV on Base. Needs no authentication.

        Args:
            api_key_type: What a key may reach. ADMIN reaches everything, INFERENCE only
                inference.
            address: The address of the wallet
            signature: The token, signed by the wallet
            token: The token, as it was handed out
            description: A text for people, to tell keys apart.
            consumption_limit: How much a key may spend in one period, for each kind of money by
                itself.
            limit_period: When the spent amounts of a key start again from zero. EPOCH, the older
                default, does so each UTC day, MONTH on the first of each UTC month,
                LIFETIME never.
            model_privacy: Which models a key may call by how private they are. ALL leaves every
                model open, PRIVATE_TEXT asks it of text models alone, PRIVATE_ONLY of
                every model.
            expires_at: When the key ends; the empty text means never.
            extra: fields to send that the contract of this client does not list.

        Raises:
            ApiError: any of the errors in errors.py.
        """
        from . import models  # noqa: PLC0415
        from .api.wallet import post_api_key_generate_web_3_key as operation  # noqa: PLC0415

        body = models.CreateWalletApiKeyRequest(
            api_key_type=models.ApiKeyType(api_key_type),
            address=address,
            signature=signature,
            token=token,
            description=description,
            consumption_limit=consumption_limit,
            limit_period=limit_period
            if isinstance(limit_period, Unset)
            else models.LimitPeriod(limit_period),
            model_privacy=model_privacy
            if isinstance(model_privacy, Unset)
            else models.ModelPrivacy(model_privacy),
            expires_at=instant(expires_at)
            if isinstance(expires_at, (datetime, date))
            else expires_at,
        )
        if extra:
            body.additional_properties.update(extra)
        answer = await operation.asyncio(body=body, client=self._client)
        return answer.data
