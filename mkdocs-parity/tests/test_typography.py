"""Chinese punctuation and spacing."""

import pytest
from mkdocs_parity.inline import inline
from mkdocs_parity.typography import is_chinese, slips


@pytest.mark.parametrize(
    "text",
    [
        "编码器读入 `X`，得到 4 个向量（见[接口](x.md)）。",
        "**状态**是 *logits*，即得分。",
        "由 Luong 等人（2015）提出；“They are .” 约 20 ms。",
        "`a`、`b` 和 `c` 之类",
        "形状是 `(batch, steps)`：输出……",
        "RNN、GRU 还是 LSTM？",
        "An English sentence, with (brackets): yes!",
    ],
)
def test_right(text: str) -> None:
    assert list(slips(inline(text).prose)) == []


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("编码器,解码器", "punctuation"),
        ("编码器: 解码器", "punctuation"),
        ("结束.", "punctuation"),
        ("编码器(encoder)", "punctuation"),
        ('所谓"状态"', "punctuation"),
        ("等等...", "punctuation"),
        ("读入X的值", "spacing"),
        ("读入`X` 的值", "spacing"),
        ("有4 个", "spacing"),
        ("编码 器", "spacing"),
        ("编码器 ，解码器", "spacing"),
        ("编码器，\n解码器", "spacing"),
    ],
)
def test_wrong(text: str, rule: str) -> None:
    assert {slip.rule for slip in slips(inline(text).prose)} == {rule}


def test_only_chinese() -> None:
    assert [is_chinese(code) for code in ("zh", "zh-TW", "zh_CN", "ja", "pt")] == [True] * 3 + [
        False
    ] * 2
