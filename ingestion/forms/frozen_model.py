"""What every piece of a contract, register or rule is."""

from pydantic import BaseModel, ConfigDict


class Part(BaseModel):
    """A piece of a contract: unknown keys are refused and nothing changes after loading."""

    model_config = ConfigDict(extra="forbid", frozen=True)
