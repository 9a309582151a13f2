/** What Zalo's template for reminders declares, and of how many characters each: whom, what, and until when. */
export const REMINDER_TEMPLATE = { ten: 30, noi_dung: 200, han: 20 } as const;
