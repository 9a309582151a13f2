/** "Trên đây là Kế hoạch …", "Nhận được Kế hoạch, yêu cầu …": the formula that closes a plan and gives no work. */
export function isClosingFormula(key: string): boolean {
  return /^(?:trên đây là|nhận được (?:kế hoạch|văn bản)|kế hoạch này (?:có hiệu lực|thay thế|được (?:phổ biến|quán triệt))|(?:đề nghị|yêu cầu) (?:các|thủ trưởng)[^.]{0,160}(?:nghiêm túc (?:tổ chức )?(?:triển khai|thực hiện)|(?:tổ chức )?triển khai thực hiện)(?: thực hiện)?(?: (?:kế hoạch|chỉ thị|quyết định|chương trình|phương án|công điện|đề án) này| nghiêm túc| có hiệu quả| hiệu quả)*\s*[./]*$)/u.test(
    key,
  );
}
