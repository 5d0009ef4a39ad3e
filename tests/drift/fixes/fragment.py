"""A small contract of the same family, so that an edit of it costs milliseconds."""

from functools import lru_cache

from venice_contract.contract.reading.document import Document, parse

TEXT = r"""# A small contract; this comment stays.
openapi: 3.1.0
info:
  title: Small
  version: '1'
  x-evidence: {source: spec, since: '2028-01-01', seen: '2028-01-01'}
security:
  - BearerAuth: []
paths:
  /api_keys:
    get:
      operationId: getApiKeys
      responses:
        '200':
          description: the keys
          content:
            application/json:
              schema:
                type: object
                properties:
                  data:
                    type: array
                    items:
                      $ref: '#/components/schemas/Key'
                required: [data]
    post:
      operationId: createApiKey
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Create'
      responses:
        '200':
          description: the key
          content:
            application/json:
              schema:
                type: object
                properties:
                  data:
                    $ref: '#/components/schemas/Created'
                required: [data]
        '400':
          description: wrong
        '401':
          description: no key
    patch:
      operationId: updateApiKey
      requestBody:
        content:
          application/json:
            schema:
              $ref: '#/components/schemas/Update'
      responses:
        '200':
          description: the key
          content:
            application/json:
              schema:
                type: object
                properties:
                  data:
                    $ref: '#/components/schemas/Key'
                required: [data]
  /challenge:
    get:
      operationId: getChallenge
      security: []
      responses:
        '200':
          description: a challenge
          content:
            application/json:
              schema:
                type: object
                properties:
                  token: {type: string}
                required: [token]
  /proved_keys:
    post:
      operationId: createProvedKey
      x-replaces: true
      security: []
      x-proof:
        by: wallet
        scheme: eip191
        signer: address
        signature: signature
        challenge: token
        issued-by: getChallenge
        issued-at: $response.body#/token
        refused:
          signer-unfit: Unfit
          signature-foreign: Foreign
        x-evidence: {source: spec, since: '2028-01-01', seen: '2028-01-01'}
      requestBody:
        content:
          application/json:
            schema:
              type: object
              properties:
                address: {type: string}
                signature: {type: string}
                token: {type: string}
              required: [address, signature, token]
      responses:
        '200':
          description: the key
        '400':
          description: wrong
components:
  securitySchemes:
    BearerAuth: {type: http, scheme: bearer}
  schemas:
    Period:
      type: string
      enum:
        - EPOCH
        - MONTH  # the middle one
        - LIFETIME
    Amount:
      type: [number, 'null']
      minimum: 0
      maximum: 9999999999
    Limit:
      type: object
      properties:
        usd: {$ref: '#/components/schemas/Amount'}
        diem: {$ref: '#/components/schemas/Amount'}
    Expiry:
      anyOf:
        - {type: string, maxLength: 0}
        - {type: string, pattern: '^\d{4}-\d{2}-\d{2}$'}
    Create:
      type: object
      properties:
        apiKeyType: {type: string, enum: [INFERENCE, ADMIN]}
        description: {type: string, maxLength: 64}
        consumptionLimit: {$ref: '#/components/schemas/Limit'}
        limitPeriod:
          $ref: '#/components/schemas/Period'
          x-absent-means: {value: EPOCH, source: spec, since: '2028-01-01', seen: '2028-01-01'}
        modelPrivacy: {type: string, enum: [ALL, PRIVATE_ONLY]}
        expiresAt: {$ref: '#/components/schemas/Expiry'}
        note: {type: string, x-only-when: {apiKeyType: ADMIN}}
      required:
        - apiKeyType
        - description
      additionalProperties: false
    Update:
      type: object
      properties:
        id: {type: string}
        limitPeriod: {$ref: '#/components/schemas/Period'}
        expiresAt:
          anyOf:
            - $ref: '#/components/schemas/Expiry'
            - type: 'null'
      required: [id]
      additionalProperties: false
    Created:
      type: object
      properties:
        id: {type: string}
        consumptionLimit: {$ref: '#/components/schemas/Limit'}
        limitPeriod: {$ref: '#/components/schemas/Period'}
      required: [id, limitPeriod]
      additionalProperties: false
    Key:
      type: object
      properties:
        id: {type: string}
        consumptionLimits: {$ref: '#/components/schemas/Limit', x-echo-of: consumptionLimit}
        limitPeriod: {$ref: '#/components/schemas/Period'}
        last6Chars: {type: string, format: uuid}
        usage: {type: string, x-presence: {rule: always}}
        currentPeriodUsage: {type: string, x-presence: {rule: when-limited}}
      required: [id, limitPeriod, last6Chars]
      additionalProperties: false
"""


@lru_cache(maxsize=1)
def small() -> Document:
    return parse(TEXT, "small.yaml")
