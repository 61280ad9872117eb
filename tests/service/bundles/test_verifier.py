"""verify.py by itself: one file of Python 3.8, whose signatures and proofs are reckoned as the standards say."""

from __future__ import annotations

import ast
import io
import random
import subprocess
import sys
import warnings
import zipfile
from hashlib import sha256
from pathlib import Path

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from service.bundles.single import OURS, PARTS, verify_py
from service.bundles.verifier import trees
from service.bundles.verifier.command import checked, fault, of_kind
from service.bundles.verifier.ed25519 import ORDER, ed25519
from service.bundles.verifier.files import Bundle
from service.bundles.verifier.heads import LOG_KEY, WITNESS_KEY
from service.evidence.note import COSIGNATURE, Verifier
from service.ledger import merkle, multiproof

# RFC 8032 section 7.1: TEST 1, TEST 2, TEST 3, TEST SHA(abc).
PUBLIC = (
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
    "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
    "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
    "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
)
MESSAGES = (
    "",
    "72",
    "af82",
    (
        "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
        "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f"
    ),
)
SIGNATURES = (
    (
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
        "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    ),
    (
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
        "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
    ),
    (
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
        "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"
    ),
    (
        "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b589"
        "09351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"
    ),
)
VECTORS = list(zip(PUBLIC, MESSAGES, SIGNATURES, strict=True))


# ---- one file


def test_it_is_written_in_python_3_8_and_imports_the_standard_library_alone() -> None:
    tree = ast.parse(verify_py(), feature_version=(3, 8))
    named = {each.name for node in ast.walk(tree) if isinstance(node, ast.Import) for each in node.names}
    named |= {node.module or "" for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert {name.split(".")[0] for name in named} - {"cryptography"} <= set(sys.stdlib_module_names)
    assert OURS not in verify_py().decode()


def test_no_part_of_it_takes_a_name_of_another() -> None:
    body = ast.parse(verify_py()).body
    names = [node.name for node in body if isinstance(node, ast.FunctionDef | ast.ClassDef)]
    names += [each.id for node in body if isinstance(node, ast.Assign) for each in ast.walk(node.targets[0])
              if isinstance(each, ast.Name)]  # fmt: skip
    assert sorted(names) == sorted(set(names))
    assert len(PARTS) == len({*PARTS})


def test_it_says_how_it_is_used_and_what_it_was_not_told(tmp_path: Path) -> None:
    program = tmp_path / "verify.py"
    program.write_bytes(verify_py())

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-I", "-S", str(program), *words]
        return subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, encoding="utf-8", check=False)

    assert "python3 verify.py [FOLDER|ZIP|RECEIPT] [--key VKEY]" in run("--help").stdout
    wrong = run("--key", "nonsense")
    said = "--key nonsense: 不是公钥，应为 名称+编号+密钥 is no key: NAME+ID+KEY is expected"
    assert (wrong.returncode, said in wrong.stderr) == (2, True)
    empty = run()
    assert (empty.returncode, "manifest.json: 缺失 is missing" in empty.stdout) == (1, True)
    away = run("nowhere.zip")
    assert (away.returncode, "nowhere.zip: 没有此文件或文件夹 there is no such file" in away.stdout) == (1, True)


@pytest.mark.parametrize("names", [("a", "a"), ("../a",), ("/a",), ("x/../../a",), ("a\\b",)])
def test_a_zip_whose_files_could_be_taken_for_others_is_refused(tmp_path: Path, names: tuple[str, ...]) -> None:
    """What verify.py reads has to be what somebody finds who unpacks it."""
    made = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(made, "w") as packed:
        warnings.simplefilter("ignore")
        for name in names:
            packed.writestr(name, name)
    (tmp_path / "b.zip").write_bytes(made.getvalue())
    assert "stands in the zip twice, or leads out of it" in checked(tmp_path / "b.zip", [])


def test_a_bomb_is_not_unpacked(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w", zipfile.ZIP_DEFLATED) as made:
        for nth in range(5):
            made.writestr(f"{nth}.json", bytes(16 * 1024 * 1024))
    assert "unpacks to far more than a bundle can be" in checked(tmp_path / "b.zip", [])


@pytest.mark.parametrize("content", [b"", b"x", b"PK\x03\x04"])
def test_what_is_no_zip_is_said_to_be_no_bundle(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "b.zip").write_bytes(content)
    assert "no bundle and no receipt" in checked(tmp_path / "b.zip", [])


def test_a_zip_that_cannot_be_unpacked_is_said_to_be_damaged(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "b.zip", "w") as made:
        made.writestr("manifest.json", b"[]")
    whole = (tmp_path / "b.zip").read_bytes()
    assert checked(tmp_path / "b.zip", []) == "manifest.sha256: 缺失 is missing"
    (tmp_path / "b.zip").write_bytes(whole.replace(b"[]", b"{}", 1))
    assert checked(tmp_path / "b.zip", []).endswith("is no bundle: its zip is damaged")


MISSHAPEN = {
    b"": "格式不对：第 1 行不是 JSON is not of its format: no JSON at line 1",
    b"[]": "不是 JSON 对象 is no JSON object",
    b"{}": "格式不对：缺 'format' is not of its format: it lacks 'format'",
    b"\xff": "格式不对：不是 UTF-8 文字 is not of its format: no text in UTF-8",
    b'{"format": 1, "format": 2}': "格式不对：同一名称出现两次 is not of its format: a name stands twice in one object",
    b'{"format": "zhuoluo-bundle/1", "files": []}': "格式不对 is not of its format",
}


@pytest.mark.parametrize("content", MISSHAPEN)
def test_a_misshapen_manifest_is_told_in_words_for_people(content: bytes) -> None:
    seal = f"{sha256(content).hexdigest()}  manifest.json\n".encode()
    found = fault(Bundle({"manifest.json": content, "manifest.sha256": seal}), [])
    assert found == f"manifest.json: {MISSHAPEN[content]}"


# ---- keys


LOG, WITNESS = (Verifier("example.org/log", bytes(32), kind) for kind in (LOG_KEY, COSIGNATURE))
MISCOPIED = {
    "example.org/log": "is no key: NAME+ID+KEY is expected",
    "": "is no key: NAME+ID+KEY is expected",
    str(LOG)[:-4]: "its KEY is no base64 of 33 bytes",
    str(LOG).replace("log", "l0g"): "a part is miscopied",
    str(Verifier("example.org/log", bytes(32), 9)): "it is of a kind not known here",
    str(WITNESS): "此公钥应以 --witness 给出 is a key to be given by --witness",
}


@pytest.mark.parametrize("vkey", MISCOPIED)
def test_a_miscopied_key_is_told_what_is_wrong_with_it(vkey: str) -> None:
    with pytest.raises(ValueError, match=r"^--key ") as told:
        of_kind("--key", [vkey], LOG_KEY)
    assert MISCOPIED[vkey] in str(told.value)


def test_a_key_is_taken_by_its_own_option_alone() -> None:
    assert [key.name for key in of_kind("--key", [str(LOG)], LOG_KEY)] == ["example.org/log"]
    assert [key.name for key in of_kind("--witness", [str(WITNESS)], WITNESS_KEY)] == ["example.org/log"]
    with pytest.raises(ValueError, match="is a key to be given by --key"):
        of_kind("--witness", [str(LOG)], WITNESS_KEY)


# ---- Ed25519


@pytest.mark.parametrize(("public", "message", "signature"), VECTORS)
def test_the_vectors_of_rfc_8032_are_signatures_and_with_a_bit_changed_none(
    public: str, message: str, signature: str
) -> None:
    given = [bytes.fromhex(each) for each in (public, message, signature)]
    assert ed25519(*given)
    for nth, part in enumerate(given):
        if part:
            changed = [*given[:nth], bytes([part[0] ^ 1]) + part[1:], *given[nth + 1 :]]
            assert not ed25519(*changed)


def by_library(public: bytes, message: bytes, signature: bytes) -> bool:
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def test_it_judges_as_the_library_does() -> None:
    chance, right = random.Random(8032), 0
    for _ in range(60):
        key = Ed25519PrivateKey.from_private_bytes(chance.randbytes(32))
        message = chance.randbytes(chance.randrange(200))
        given = [key.public_key().public_bytes_raw(), message, key.sign(message)]
        if chance.random() < 0.5:
            nth = chance.choice([0, 2])
            place = chance.randrange(len(given[nth]))
            bit = bytes([given[nth][place] ^ 1 << chance.randrange(8)])
            given[nth] = given[nth][:place] + bit + given[nth][place + 1 :]
        right += ed25519(*given)
        assert ed25519(*given) == by_library(*given)
    assert 10 < right < 50


def test_a_signature_has_one_spelling() -> None:
    """S and S + L are the same number to the curve; RFC 8032 section 5.1.7 takes the smaller one alone."""
    public, message, signature = (bytes.fromhex(each) for each in VECTORS[2])
    other = signature[:32] + (int.from_bytes(signature[32:], "little") + ORDER).to_bytes(32, "little")
    assert ed25519(public, message, signature)
    assert not ed25519(public, message, other)
    assert not ed25519(public, message, signature[:-1])
    assert not ed25519(b"\xff" * 32, message, signature)


# ---- the tree


def leaves_of(size: int) -> list[bytes]:
    return [sha256(b"\0" + str(n).encode()).digest() for n in range(size)]


def hashes(leaves: list[bytes], stretches: list[merkle.Stretch]) -> list[bytes]:
    return [merkle.tree_hash(leaves[first:behind]) for first, behind in stretches]


@pytest.mark.parametrize("size", range(1, 40))
def test_its_proofs_lead_to_the_root_of_the_tree(size: int) -> None:
    leaves = leaves_of(size)
    root = merkle.tree_hash(leaves)
    for n in range(size):
        assert trees.included(n, size, leaves[n], hashes(leaves, merkle.inclusion(n, size))) == root
        path = hashes(leaves, merkle.consistency(n + 1, size))
        assert trees.continued(n + 1, size, merkle.tree_hash(leaves[: n + 1]), path) == root
        shown = sorted({n, size // 2})
        proof = multiproof.proof(leaves, shown)
        assert trees.proved(size, {each: leaves[each] for each in shown}, proof) == root


def test_its_proofs_are_judged_as_ours_are_whatever_was_done_to_them() -> None:
    chance, tried = random.Random(6962), 0
    for _ in range(3000):
        size = chance.randrange(1, 40)
        leaves, n = leaves_of(size), chance.randrange(size)
        path = hashes(leaves, merkle.inclusion(n, size))
        index, other = n + chance.choice([0, 0, 1, -1]), size + chance.choice([0, 0, 1, -1])
        forged = chance.choice([path, path[1:], [*path, bytes(32)], path[::-1]])
        assert judged(trees.included, index, other, leaves[n], forged) == judged(
            merkle.included, index, other, leaves[n], forged
        )
        way = hashes(leaves, merkle.consistency(n + 1, size))
        forged = chance.choice([way, way[1:], [*way, bytes(32)], way[::-1]])
        root = merkle.tree_hash(leaves[: n + 1])
        assert judged(trees.continued, index + 1, other, root, forged) == judged(
            merkle.continued, index + 1, other, root, forged
        )
        tried += 2
    assert tried == 6000


def judged(check: object, *given: object) -> bytes | None:
    assert callable(check)
    try:
        root: bytes = check(*given)
    except ValueError:
        return None
    return root
