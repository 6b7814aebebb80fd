"""The many ways to give a figure: each line is a sentence and the figures in it.

``k3`` is three killed, ``w12+`` at least twelve wounded, ``k-30`` up to thirty,
``k~`` a number that is not told, ``/THA`` a side that the sentence itself names.
"""

import pytest

from geomap.extract.notes import annotate

LETTER = {"killed": "k", "wounded": "w", "missing": "m", "captured": "c", "displaced": "d"}


def told(figure) -> str:
    q = figure.quantity
    match (q.min, q.max):
        case (None, None):
            number = "~"
        case (None, high):
            number = f"-{high}"
        case (low, None):
            number = f"{low}+"
        case (low, high):
            number = str(low) if low == high else f"{low}-{high}"
    return LETTER[figure.kind] + number + (f"/{q.side}" if q.side else "")


def figures(text: str, lang: str) -> list[str]:
    return sorted(told(h) for note in annotate(text, lang) for h in note.harm)


ENGLISH = """
One man was killed and at least three hurt. | k1 w3+
The ministry put the dead at 14 civilians and one soldier, with 46 people wounded. | k14 k1 w46
Four members of one family were shot dead. | k4
Two soldiers lost legs. | w2
Three policemen lost their lives, nine suffered injuries. | k3 w9
A soldier of the patrol embraced martyrdom. | k1
Five villagers were treated at a clinic. | w5
A hostile aircraft had fallen at a base. |
Three civilians, a woman and two children, were killed. | k3
Two soldiers of the patrol and three villagers were killed. | k2 k3
The army tells of the killing of seven captured soldiers. | k7
He put his side's wounded at 12. | w12
Nine villagers were killed and 34 injured. | k9 w34
Three policemen dead and seven in hospital: that is the balance of the night. | k3 w7
The ministry admitted the loss of 14 of its servicemen. | k14
The ambush cost the lives of eight conscripts. | k8
The raid was repelled at the cost of 21 lives. | k21
The dispute has cost more than 300 lives. | k300+
The bombing claimed the lives of 13 people. | k13
Some 300 lives were lost. | k300
The brigade lost 16 men. | k16
Pakistan lost four soldiers in the clash. | k4/PAK
An Eritrean patrol lost two men. | k2/ERI
The town buried seven of its sons. | k7
The column lost two vehicles and three guns. |
The death toll stands at 63. | k63
The death toll from Monday's clash at the ford and in the hills above it has risen to 17. | k17
The toll rose to 40 dead and 112 wounded. | k40 w112
The ministry put the number of its dead at 11 and of its wounded at 30. | k11 w30
The number of dead guards was given as three. | k3
The wounded number 30. | w30
Killed: 4. Wounded: 11. | k4 w11
Casualties: 3 dead, 7 wounded. | k3 w7
There were five deaths and 19 injuries. | k5 w19
Seven bodies were recovered. | k7
The bodies of three fishermen were found. | k3
The firing left two dead and nine injured. | k2 w9
A rocket hit a bus, killing three and wounding seven. | k3 w7
In the fighting, in which six people died, tanks were used. | k6
Three of its soldiers, among them an officer, were killed. | k3
An officer and two privates were killed. | k1 k2
A sergeant and two drivers dead. | k1 k2
Four herders were hacked to death. | k4
Two policemen were shot and wounded. | w2
Four people were hit by bullets. | w4
Eight people were treated for gunshot wounds. | w8
Two guards fell in the exchange. | k2
At least a dozen people were hurt. | w12+
Two dozen soldiers were killed. | k24
Half a dozen guards were killed. | k6
More than a hundred people were killed. | k100+
As many as 30 fighters were killed. | k-30
Dozens were wounded. | w~
A further nine were wounded. | w9
Another six people were injured. | w6
A Chadian soldier was killed and another wounded. | k1/TCD w1/TCD
Two people were killed in Armenia and three in Azerbaijan. | k2 k3/AZE
Three employees of the quarry, all Turkish citizens, were killed. | k3/TUR
Two people died, Thai officials said. | k2
Four Malians and a Nigerian were killed. | k4/MLI k1/NGA
Two jawans were injured. | w2/IND
A Taliban soldier was killed. | k1/AFG
The army killed one and captured two. | k1 c2
Fire from across the river killed Sergeant Ivan Petrov, 34. | k1
The soldier stabbed at the fence last week died on Monday. | k1
A woman died and her husband was injured. | k1 w1
The 36-year-old trader was killed by a mine. | k1
A shepherd aged 54 died. | k1
The blast wounded five, two badly. | w5
The border service confirms eight deaths since May; aid groups speak of eleven. | k8 k11
The ministry put its losses from shelling on the ridge at 16. | k16
None of the three guards was injured. |
If ten people die, we will answer. |
A driver died of a heart attack. |
The army fired 40 rounds; six vehicles were destroyed. |
About 300 sheep were killed in the fire. |
Another raid killed two. | k2
"""

RUSSIAN = """
Погибли женщина и ребёнок. | k2
Семь милиционеров задержали четырёх работников станции. | c4
Погиб 31 гражданин Кыргызстана, 154 пострадали. | k31/KGZ w154/KGZ
Трое жителей обратились к врачам. | w3
Один человек убит, ещё трое ранены. | k1 w3
Погибли 5, ранены 12 человек. | k5 w12
Число погибших достигло 15. | k15
Число погибших в боях на двух участках границы выросло до 36. | k36
Количество раненых выросло до 55. | w55
Потери составили 14 убитыми и 30 ранеными. | k14 w30
Погибших — пятеро, пострадавших — 14. | k5 w14
Взрыв унёс жизни восьми человек. | k8
Жертвами обстрела стали трое жителей. | k3
Жертвами стали трое рабочих, все граждане Турции. | k3/TUR
Армия потеряла девять солдат. | k9
Турция потеряла двух солдат. | k2/TUR
Похоронили семерых бойцов. | k7
Ранения получили 11 человек. | w11
Погибли 10 человек, в том числе женщины и дети, 25 получили ранения. | k10 w25
Трое мирных жителей были убиты, семеро госпитализированы. | k3 w7
Погибли трое, ещё четырнадцать госпитализированы. | k3 w14
Пограничники застрелили 16-летнего подростка. | k1
Погиб 54-летний чабан. | k1
Погиб турецкий геолог. | k1/TUR
В перестрелке убит сержант Алиев. | k1
Женщину убило осколком. | k1
Убиты более 70 боевиков. | k70+
Уничтожено не менее 20 боевиков. | k20+
Около десятка человек ранены. | w10
Двадцать три человека погибли. | k23
Двести пять человек ранены. | w205
Эвакуированы 137 тысяч человек. | d137000
Сообщается о гибели двоих пограничников. | k2
Найдены тела трёх рыбаков. | k3
Ранены пятеро, двое — тяжело. | w5
Никто не погиб. |
Пострадавших нет. |
Выпущено 40 снарядов, разрушены шесть домов. |
Убито 30 овец. |
Водитель умер от инфаркта. |
"""


def cases(table: str):
    for line in table.strip().splitlines():
        text, _, expected = line.partition("|")
        yield pytest.param(text.strip(), sorted(expected.split()), id=text.strip())


@pytest.mark.parametrize(("text", "expected"), list(cases(ENGLISH)))
def test_english(text, expected):
    assert figures(text, "en") == expected


@pytest.mark.parametrize(("text", "expected"), list(cases(RUSSIAN)))
def test_russian(text, expected):
    assert figures(text, "ru") == expected


def test_a_breakdown_with_a_verb_of_its_own_is_another_figure():
    (killed, wounded) = annotate("Ten died, including women and children, 25 were hurt.", "en")[
        0
    ].harm
    assert (killed.quantity.min, killed.parts) == (10, ())
    assert wounded.quantity.min == 25
