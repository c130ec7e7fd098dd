"""Fictitious names and the vocabulary of a synthetic city. No name is taken from a roster.

Personal names combine common surnames with common given-name characters, place names two syllables that
are common in place names; that some such combination exists somewhere is chance.
"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import polars as pl

Index = npt.NDArray[np.integer]

SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖田董潘袁蔡蒋余"
    "于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付方邹熊白孟秦邱侯江尹薛闫段雷"
    "龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔"
)
GIVEN_MALE = (
    "伟强磊军洋勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆帅旭宁龙林阳建文国志海峰东立新"
    "成康达亮松毅博诚泽远航晨翔振"
)
GIVEN_FEMALE = (
    "芳娜敏静丽艳娟霞秀燕玲桂英梅莉琳晶妍茜倩雪慧婷佳欣怡洁颖琴云莲真环瑶蕾薇菁梦岚苑"
    "婕馨瑗琰韵融园艺咏卿聪澜纯毓"
)
PLACE_FIRST = "云青石梅柳枫松竹桂兰永安和泰双新长大南北东西金银白清明上下中"
PLACE_SECOND = "溪桥塘墩泾浜港埭山湾岭坪洲源店渡堰坞林泉河湖滩荡园川原浦庄亭"

DEPARTMENTS = (
    "党政办公室", "组织工作局", "宣传工作局", "统战工作局", "政法工作局", "机构编制局", "信访局", "档案局",
    "发展改革局", "经济信息化局", "教育局", "科学技术局", "民族宗教局", "民政局", "司法行政局", "财政局",
    "人力社保局", "自然资源局", "生态环境局", "住房建设局", "交通运输局", "水务局", "农业农村局", "商务局",
    "文化旅游局", "卫生健康局", "退役事务局", "应急管理局", "审计局", "市场监管局", "统计局", "医疗保障局",
    "综合执法局", "行政审批局", "大数据局", "金融工作局", "机关事务局", "国资管理局", "园林绿化局", "体育局",
)  # fmt: skip
MASS = (
    "总工会", "青年联合会", "妇女联合会", "科学技术协会", "文艺联合会", "残疾人联合会", "红十字会",
    "工商联合会", "归侨联合会", "社科联合会", "作家协会", "计生协会",
)  # fmt: skip
INSTITUTIONS = (
    "就业服务中心", "社保经办中心", "公积金中心", "农技推广中心", "水利管理中心", "公路养护中心",
    "规划研究中心", "档案馆", "图书馆", "疾控管理中心", "招商服务中心", "政务服务中心", "应急指挥中心",
    "会计核算中心", "土地储备中心", "质量检测中心", "环境监测站", "动物防疫站", "救助管理站",
    "老干部活动中心",
)  # fmt: skip
VERTICAL = (
    "税务机构",
    "海关机构",
    "气象机构",
    "烟草专卖机构",
    "邮政管理机构",
    "国家统计调查队",
    "消防救援机构",
    "金融监管机构",
)

SYSTEMS = (
    "镇街",
    "党群",
    "政法",
    "宣传文教",
    "经济",
    "农业农村",
    "城乡建设",
    "社会保障",
    "市场监管",
    "生态环境",
)
REGIONS = ("东片", "南片", "西片", "北片", "中片")
TYPES = ("行政", "参公", "事业")

COMMON_SKILLS = ("文秘", "财会", "法律", "行政管理", "经济", "农林", "教育", "社会工作")
SCARCE_SKILLS = ("城乡规划", "水利工程", "信息技术", "审计")
SKILLS = (*COMMON_SKILLS, *SCARCE_SKILLS)

EDUCATION = ("大专", "大学本科", "硕士研究生", "博士研究生")
POLITICS = ("中共党员", "群众", "共青团员", "民主党派")
RANKS = ("一级科员", "四级主任科员", "三级主任科员", "二级主任科员", "一级主任科员")
RELATIONS = ("spouse", "lineal", "collateral", "in_law")


def choose(words: tuple[str, ...] | str, index: Index) -> pl.Series:
    """The word at each index; −1 gives a blank.  O(n)."""
    at = pl.Series(index.astype(np.int64))
    return pl.Series(list(words), dtype=pl.String).gather(at.set(at < 0, None))


def labels(prefix: str, count: int, width: int) -> pl.Series:
    """Ids prefix + 1…count with leading zeros, at least `width` digits and all of the same length."""
    width = max(width, len(str(count)))
    numbers = pl.Series(np.arange(1, count + 1)).cast(pl.String).str.zfill(width)
    return pl.Series([prefix], dtype=pl.String) + numbers if count else pl.Series([], dtype=pl.String)


def place(number: int) -> str:
    """The fictitious place name of a number ≥ 0; different numbers have different names.

    >>> place(0), place(1) != place(2)
    ('云溪', True)
    """
    base = len(PLACE_SECOND)
    block, within = divmod(number, base * len(PLACE_FIRST))
    # 37 has no factor in common with 30 · 30: a walk through all of them that keeps neighbours apart
    first, second = divmod(within * 37 % (base * len(PLACE_FIRST)), base)
    return PLACE_FIRST[first] + PLACE_SECOND[second] + ("" if block == 0 else place(block - 1))


def unit_name(kind: str, number: int) -> str:
    """Name of the unit that is number `number` (from 0) of its kind; unique within the kind."""
    if kind == "town":
        return place(2 * number) + "镇"
    if kind == "subdistrict":
        return place(2 * number + 1) + "街道"
    words = {"department": DEPARTMENTS, "mass": MASS, "institution": INSTITUTIONS}.get(kind, VERTICAL)
    block, within = divmod(number, len(words))
    return ("" if block == 0 else place(block - 1)) + words[within]


def numbered(words: tuple[str, ...], count: int, pattern: str) -> tuple[str, ...]:
    """The first `count` of the words, continued by `pattern` with the number where there are too few."""
    return (*words[:count], *(pattern.format(i + 1) for i in range(len(words), count)))
