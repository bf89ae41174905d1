"""Where the demo's residents come from: a time zone, a school, and names to combine.

All people and schools are invented. The zones go around the globe, so that at any hour
it is day for somebody and a reminder may leave.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A home: IANA zone, ISO 3166 country of the school, and common names."""

    zone: str
    country: str
    school: str
    given: tuple[str, ...]
    family: tuple[str, ...]


def _place(zone: str, country: str, school: str, given: str, family: str) -> Place:
    return Place(zone, country, school, tuple(given.split()), tuple(family.split()))


ABROAD = (
    _place(
        "Asia/Karachi", "PK", "Chenab Gardens Medical College",
        "Ayesha Bilal Sana Hamza", "Siddiqui Qureshi Malik Raza",
    ),
    _place(
        "Africa/Lagos", "NG", "Lagoon College of Medicine",
        "Chidinma Tunde Ngozi Emeka", "Okafor Adeyemi Eze Balogun",
    ),
    _place(
        "America/Bogota", "CO", "Universidad Páramo Verde",
        "Valentina Andrés Lucía Mateo", "Rincón Cárdenas Pardo Ospina",
    ),
    _place(
        "Asia/Manila", "PH", "Laguna Bay School of Medicine",
        "Maricel Paolo Jasmine Rafael", "Villanueva Bautista Salonga Dizon",
    ),
    _place(
        "Europe/Kyiv", "UA", "Dnipro Gate Medical University",
        "Oksana Taras Iryna Dmytro", "Kovalenko Marchenko Bondar Lysenko",
    ),
    _place(
        "America/Mexico_City", "MX", "Universidad Sierra Jacaranda",
        "Ximena Diego Fernanda Emilio", "Zavala Ibarra Montiel Cuevas",
    ),
    _place(
        "Africa/Cairo", "EG", "Nile Terrace Medical School",
        "Nourhan Karim Salma Youssef", "Mansour Fahmy Shaker Nassar",
    ),
    _place(
        "Asia/Kolkata", "IN", "Neem Grove Institute of Medicine",
        "Priya Arjun Kavya Rohan", "Deshmukh Iyer Chatterjee Nair",
    ),
    _place(
        "America/Lima", "PE", "Universidad Punta Marfil",
        "Milagros Renzo Camila Piero", "Quispe Huamán Salazar Paredes",
    ),
    _place(
        "Asia/Yangon", "MM", "Inya Lake Medical University",
        "Thiri Zaw May Htet", "Aung Lwin Thant Kyaw",
    ),
    _place(
        "Europe/London", "GB", "Thames Reach School of Medicine",
        "Imogen Callum Farah Rhys", "Ashworth Pemberton Osei Llewellyn",
    ),
    _place(
        "America/Sao_Paulo", "BR", "Faculdade Serra do Mar",
        "Beatriz Thiago Larissa Caio", "Figueiredo Moura Teixeira Prado",
    ),
    _place(
        "Asia/Kathmandu", "NP", "Bagmati Valley College of Medicine",
        "Sarita Bikash Anjali Suman", "Shrestha Thapa Adhikari Gurung",
    ),
    _place(
        "Asia/Amman", "JO", "Jabal Park Medical College",
        "Rania Omar Dana Zaid", "Haddad Khoury Tarawneh Obeidat",
    ),
    _place(
        "America/Port_of_Spain", "TT", "Windward Isles Medical School",
        "Kezia Darnell Alana Jerome", "Ramkissoon Baptiste Mohammed Joseph",
    ),
    _place(
        "Australia/Sydney", "AU", "Harbour Ridge Medical School",
        "Matilda Lachlan Mei Noah", "Whitlock Nguyen Carver Doyle",
    ),
)  # fmt: skip
CANADA = _place(
    "America/Toronto", "CA", "Georgian Shore School of Medicine",
    "Maëlle Owen Simran Étienne", "Tremblay Fraser Gill Lavoie",
)  # fmt: skip
# Where those live who are in the United States already.
HOMES_IN_THE_US = ("America/Los_Angeles", "America/Denver", "Pacific/Honolulu", "")
