"""Puts the parts together: settings → an `Assistant` ready to answer."""

from app.conversation.assistant import Assistant
from app.conversation.memory import Memory, ProcessMemory
from app.conversation.rehearsal import rehearse
from app.conversation.reply import ReplyWriter
from app.conversation.shared_memory import RedisMemory
from app.knowledge.base import KnowledgeBase, load_knowledge
from app.knowledge.problems import KnowledgeError, errors
from app.matching.artifact import Artifact, obtain
from app.matching.matcher import Matcher
from app.matching.training import Progress
from app.settings import Settings


def assemble(settings: Settings, progress: Progress) -> tuple[Assistant, Artifact]:
    """Load and check the knowledge, load or build the artifact.

    Raises:
        KnowledgeError: if knowledge or templates have errors.

    """
    knowledge, writer = load_checked(settings)
    artifact = obtain(knowledge, settings.encoder, settings.artifact_dir, progress)
    matcher = Matcher(knowledge, artifact)
    return Assistant.of(knowledge, matcher, writer, memory_for(settings), settings.region), artifact


def memory_for(settings: Settings) -> Memory:
    """Where conversations are kept."""
    return RedisMemory.at(settings.redis_url) if settings.redis_url else ProcessMemory()


def load_checked(settings: Settings) -> tuple[KnowledgeBase, ReplyWriter]:
    """Knowledge and templates, each answer rendered once.

    Raises:
        KnowledgeError: if knowledge or templates have errors.

    """
    knowledge = load_knowledge(settings.knowledge_dir)
    writer = ReplyWriter(settings.prompts_dir, settings.assistant_name)
    problems = tuple(rehearse(knowledge, writer))
    if errors(problems):
        raise KnowledgeError(problems)
    return knowledge, writer
