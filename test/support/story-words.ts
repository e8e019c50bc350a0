/** What a customer asks and the desk answers from, in the main job's story on any platform. */
export const ARTICLE = `# Refunds and compensation

## Late parcels

If an express parcel arrives late, we refund the full delivery price. You get the refund within 5 working days after you report it at https://help.parcels.example/refunds.

## Lost parcels

A parcel counts as lost after 10 working days without a scan. We then pay up to 500 euro.
`;
export const ANGRY =
  "This is the third time I ask! My express parcel is a week late, nobody answers. I want my money back or I will cancel my account.";
export const REPLY = "Sorry about the wait. 12.90 are on their way, you will see them on Thursday.";
