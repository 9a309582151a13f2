/** Kinds of document that carry tasks; in the layout of Nghị định 30/2020 the word stands alone over the title. */
export const DOCUMENT_KIND =
  /^(?:kế hoạch(?: hành động| phối hợp| liên tịch)?|chương trình(?: hành động| phối hợp| công tác)?|đề án|chỉ thị|phương án|quyết định|công điện|thông báo)$/u;
