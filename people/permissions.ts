/** The roles of staff, from the one who may do least. */
export const STAFF_ROLES = ['viewer', 'author', 'approver', 'admin'] as const;
export type StaffRole = (typeof STAFF_ROLES)[number];

/**
 * Who may do what. An approver may also write, since in a small ward the same two people do both; that nobody approves
 * what they themselves created is held by the approval, not by this table. Reading needs no verb: every role may.
 */
export const PERMISSIONS = {
  'broadcast.create': ['author', 'approver', 'admin'],
  'broadcast.approve': ['approver', 'admin'],
  'broadcast.send-back': ['approver', 'admin'],
  'broadcast.start': ['author', 'approver', 'admin'],
  'broadcast.pause': ['author', 'approver', 'admin'],
  'broadcast.resume': ['author', 'approver', 'admin'],
  'broadcast.cancel': ['author', 'approver', 'admin'],
  'broadcast.retry-missed': ['author', 'approver', 'admin'],
  'caps.set': ['admin'],
  'place.stop': ['approver', 'admin'],
  'place.lift': ['approver', 'admin'],
  'article.create': ['author', 'approver', 'admin'],
  'article.approve': ['approver', 'admin'],
  'article.send': ['author', 'approver', 'admin'],
  'article.cancel': ['author', 'approver', 'admin'],
  'article.result': ['author', 'approver', 'admin'],
  'campaign.schedule': ['author', 'approver', 'admin'],
  'campaign.edit': ['author', 'approver', 'admin'],
  'contacts.import': ['author', 'approver', 'admin'],
  'contacts.erase': ['admin'],
  'plan.edit': ['author', 'approver', 'admin'],
  'plan.activate': ['author', 'approver', 'admin'],
  'tasks.confirm': ['approver', 'admin'],
  'reports.edit': ['author', 'approver', 'admin'],
  'agencies.edit': ['author', 'approver', 'admin'],
  'officials.edit': ['author', 'approver', 'admin'],
  'relayers.edit': ['author', 'approver', 'admin'],
  'relays.schedule': ['author', 'approver', 'admin'],
  'relays.approve': ['approver', 'admin'],
  'channels.permit': ['admin'],

  'places.edit': ['author', 'approver', 'admin'],
  'facts.edit': ['author', 'approver', 'admin'],
  'questions.answer': ['author', 'approver', 'admin'],
  'calendar.set': ['admin'],
  'nudges.ladder': ['author', 'approver', 'admin'],
  'duty.set': ['approver', 'admin'],
  'summaries.set': ['author', 'approver', 'admin'],
  'staff.add': ['admin'],
  'staff.link': ['admin'],
  'zalo.login': ['admin'],
  'service.adopt': ['admin'],
} as const satisfies Record<string, readonly StaffRole[]>;

export type StaffVerb = keyof typeof PERMISSIONS;

export function mayDo(role: StaffRole, verb: StaffVerb): boolean {
  return (PERMISSIONS[verb] as readonly StaffRole[]).includes(role);
}

export function isStaffRole(text: string): text is StaffRole {
  return (STAFF_ROLES as readonly string[]).includes(text);
}
