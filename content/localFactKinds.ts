/** What a place may tell about itself, each a telephone number, an address, hours. Answers of the FAQ name the kinds they want. */
export const LOCAL_FACT_KINDS = [
  'commune-police',
  'clinic',
  'methadone',
  'rehab-counselling',
  'rehab-centre',
  'legal-aid',
] as const;
export type LocalFactKind = (typeof LOCAL_FACT_KINDS)[number];
