import type { PdfContent } from "./pdf-pages.ts";

const heading = (level: 1 | 2, text: string): PdfContent => ({ kind: "heading", level, text });
const paragraph = (text: string): PdfContent => ({ kind: "paragraph", text });
const list = (...items: readonly string[]): PdfContent => ({ kind: "list", items });

const WEIGHTS = ["up to 2 kg", "up to 5 kg", "up to 10 kg", "up to 20 kg", "up to 31.5 kg"];

/** Euro cents by destination and weight step. */
const STANDARD: Readonly<Record<string, readonly number[]>> = {
  Netherlands: [590, 690, 890, 1290, 1790],
  Belgium: [890, 1090, 1490, 2190, 2990],
  Luxembourg: [890, 1090, 1490, 2190, 2990],
  Germany: [990, 1240, 1690, 2490, 3390],
  France: [1190, 1490, 1990, 2890, 3890],
  Austria: [1190, 1490, 1990, 2890, 3890],
  Denmark: [1190, 1490, 1990, 2890, 3890],
  Spain: [1490, 1890, 2490, 3590, 4790],
  Portugal: [1490, 1890, 2490, 3590, 4790],
  Italy: [1490, 1890, 2490, 3590, 4790],
  Ireland: [1590, 1990, 2590, 3690, 4890],
  Poland: [1390, 1790, 2390, 3390, 4590],
  Sweden: [1490, 1890, 2490, 3590, 4790],
  "Other EU countries": [1690, 2190, 2890, 4190, 5590],
  "United Kingdom": [1790, 2290, 2990, 4390, 5790],
  Switzerland: [1990, 2490, 3290, 4790, 6290],
  Norway: [1990, 2490, 3290, 4790, 6290],
  Iceland: [2490, 3190, 4290, 6290, 8290],
};
const EXPRESS: Readonly<Record<string, readonly number[]>> = {
  Netherlands: [990, 1190, 1490, 1990, 2690],
  Belgium: [1790, 2190, 2790, 3990, 5290],
  Luxembourg: [1790, 2190, 2790, 3990, 5290],
  Germany: [1990, 2490, 3190, 4490, 5890],
  France: [2390, 2990, 3890, 5490, 7190],
  Austria: [2390, 2990, 3890, 5490, 7190],
  Denmark: [2390, 2990, 3890, 5490, 7190],
  Spain: [2890, 3590, 4690, 6590, 8690],
  Portugal: [2890, 3590, 4690, 6590, 8690],
  Italy: [2890, 3590, 4690, 6590, 8690],
  Ireland: [2990, 3790, 4890, 6890, 8990],
  Poland: [2690, 3390, 4390, 6190, 8190],
  Sweden: [2890, 3590, 4690, 6590, 8690],
  "Other EU countries": [3190, 3990, 5190, 7290, 9590],
  "United Kingdom": [3390, 4290, 5590, 7890, 10290],
  Switzerland: [3690, 4690, 5990, 8490, 10990],
  Norway: [3690, 4690, 5990, 8490, 10990],
  Iceland: [4490, 5690, 7290, 10290, 13290],
};

const euros = (cents: number): string => `${(cents / 100).toFixed(2)} EUR`;
const priceTable = (prices: Readonly<Record<string, readonly number[]>>): PdfContent => ({
  kind: "table",
  header: ["Destination", ...WEIGHTS],
  rows: Object.entries(prices).map(([country, cents]) => [country, ...cents.map(euros)]),
  firstWidth: 105,
});

export const TARIFF_TITLE = "Parcelwise Tariffs and Terms of Carriage 2026";

/** The guide's text; prices and rules agree with the help articles. */
export const TARIFF_CONTENTS: readonly PdfContent[] = [
  heading(1, "1 How to read this guide"),
  paragraph(
    "This guide lists the prices of Parcelwise from 1 January 2026 and the terms under which we carry parcels. All prices are in euros, include VAT at 21 % where VAT is due, and hold for parcels that are handed in in the Netherlands with a label bought online. A label bought at the counter costs 1.00 EUR more.",
  ),
  paragraph(
    "The weight that counts is the higher of the real weight and the volume weight. The volume weight in kilograms is length times width times height in centimetres, divided by 6,000. We round up to the next weight step.",
  ),
  heading(2, "1.1 Services"),
  list(
    "Standard: delivery to the door in 1 to 8 working days, depending on the country, with cover up to 100 EUR.",
    "Express: delivery to the door with a guaranteed time, a signature and cover up to 500 EUR.",
    "Parcelwise Point: delivery to a Point near the receiver, at the Standard price less 1.00 EUR, with cover up to 100 EUR.",
  ),
  heading(2, "1.2 An example"),
  paragraph(
    "An Express parcel of 5 kg from the Netherlands to Germany costs 24.90 EUR. The same parcel costs 12.40 EUR with Standard, and 11.40 EUR if it goes to a Parcelwise Point.",
  ),
  heading(1, "2 Prices"),
  heading(2, "2.1 Standard prices by destination"),
  priceTable(STANDARD),
  heading(2, "2.2 Express prices by destination"),
  priceTable(EXPRESS),
  heading(1, "3 Options and surcharges"),
  heading(2, "3.1 Options"),
  {
    kind: "table",
    header: ["Option", "Price", "Booked until"],
    rows: [
      ["Extra Cover, per parcel", "1.5 % of the value, at least 2.00 EUR", "Hand-in"],
      ["Saturday delivery, Express only", "7.50 EUR", "Hand-in"],
      ["Collection at your door, per visit", "3.00 EUR", "11:00 on the day"],
      ["Driver brings label", "1.50 EUR", "11:00 on the day"],
      ["Second change of the address", "2.50 EUR", "Out for delivery"],
      ["Moving service, six months", "9.90 EUR", "Any time"],
      ["Return of an accepted parcel", "Standard price", "Out for delivery"],
    ],
    firstWidth: 190,
  },
  heading(2, "3.2 Surcharges"),
  {
    kind: "table",
    header: ["Surcharge", "Price"],
    rows: [
      ["Parcel above 31.5 kg or 150 cm, returned", "25.00 EUR"],
      ["Prohibited item, return", "25.00 EUR"],
      ["Prohibited item, disposal of dangerous goods", "40.00 EUR"],
      ["Islands without a bridge or a tunnel", "4.50 EUR"],
      ["Customs handling, receiver pays duties", "6.50 EUR"],
      ["Customs handling, sender pays duties", "12.00 EUR"],
    ],
    firstWidth: 300,
  },
  paragraph(
    "There is no fuel surcharge in 2026. Surcharges for weight and size are charged with a photo of the scale; you can object within 60 days of the invoice.",
  ),
  heading(1, "4 Handing in and delivery"),
  heading(2, "4.1 The contract"),
  paragraph(
    "4.1.1 The contract begins when we scan the parcel at a Point, at a depot or at collection. It is made between Parcelwise and the person or company that paid for the label, called the sender.",
  ),
  paragraph(
    "4.1.2 The sender declares that the contents are allowed, named correctly and packed so that they survive a fall from 80 cm. We may open a parcel when there is a reason to suspect danger, when customs asks for it, or to find the address of a parcel that cannot be delivered.",
  ),
  paragraph(
    "4.1.3 A label is valid for 28 days after it was bought. A label that has not been handed in can be cancelled within these 28 days and is refunded in full.",
  ),
  heading(2, "4.2 Delivery"),
  paragraph(
    "4.2.1 We deliver to the address on the label, to any adult found there, to a neighbour or a safe place that the receiver has agreed to, or to a Parcelwise Point. We do not deliver to post office boxes.",
  ),
  paragraph(
    "4.2.2 We try to deliver twice. After the second attempt the parcel waits at a Parcelwise Point for 7 days and then returns to the sender. A parcel that the receiver refuses returns at once. The way back of a parcel with a wrong address or a refused parcel is paid by the sender.",
  ),
  paragraph(
    "4.2.3 The receiver can change the address until the parcel is out for delivery, as the help centre describes. The sender accepts such changes as if they were his own.",
  ),
  heading(2, "4.3 Delivery times"),
  paragraph(
    "4.3.1 Express times are guaranteed. If we miss the guaranteed time, the sender gets the full shipping price back on request. Standard times are usual times; a Standard parcel that is four working days late or more gives a right to half of the shipping price, and to all of it from ten working days on.",
  ),
  paragraph(
    "4.3.2 The guarantee does not hold for delays by customs, wrong addresses, an absent receiver, strikes, weather, road closures and orders of the authorities, as far as they are named on the service status page.",
  ),
  heading(1, "5 Liability"),
  heading(2, "5.1 How far we are liable"),
  paragraph(
    "5.1.1 We are liable for loss and damage between the first scan and the delivery, up to 100 EUR for a Standard or Point parcel and up to 500 EUR for an Express parcel. With Extra Cover the limit is the declared value, at most 2,500 EUR for Standard and 5,000 EUR for Express.",
  ),
  paragraph(
    "5.1.2 We pay the purchase price or the cost of repair, whichever is lower, and the shipping price. For used goods we pay 80 % of the price in the second year, 60 % in the third and 40 % after that.",
  ),
  heading(2, "5.2 When we are not liable"),
  list(
    "The contents are prohibited or were declared wrongly.",
    "The packing was not fit for a fall from 80 cm.",
    "The parcel was left at a safe place chosen by the receiver, and a photo proves it.",
    "The damage is indirect, such as lost profit or a missed event.",
    "The loss was caused by war, seizure or the sender.",
  ),
  heading(2, "5.3 Time limits for claims"),
  {
    kind: "table",
    header: ["Reason", "Claim within", "Counted from"],
    rows: [
      ["Damage or missing contents", "7 days", "Delivery"],
      ["Loss", "60 days", "Hand-in"],
      ["Late delivery", "30 days", "Delivery"],
      ["Wrong surcharge", "60 days", "Invoice"],
    ],
    firstWidth: 210,
  },
  paragraph(
    "A claim made later is refused, unless the sender could not know of the damage in time. We decide within 10 working days after the last document has come.",
  ),
  heading(1, "6 Data, disputes and changes"),
  heading(2, "6.1 Personal data"),
  paragraph(
    "We use names, addresses and telephone numbers to deliver parcels and to tell sender and receiver about them. Data of a delivery is deleted after 13 months, photos of a delivery after 90 days. Invoices are kept for seven years as tax law demands.",
  ),
  heading(2, "6.2 Disputes"),
  paragraph(
    "Private customers can turn to the independent Parcel Ombudsman free of charge once we have decided on an objection. For companies the courts of Rotterdam decide. Dutch law applies; mandatory rights of consumers in their own country are not touched.",
  ),
  heading(2, "6.3 Changes of this guide"),
  paragraph(
    "Prices change at most once a year, on 1 January, and are announced by 15 November. Changes of the terms are announced 30 days before they take effect; parcels handed in before that day are carried under the old terms. Parcelwise B.V. is an invented company: this guide exists for demonstrations only.",
  ),
];
