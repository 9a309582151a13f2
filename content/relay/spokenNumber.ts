const DIGITS = ['không', 'một', 'hai', 'ba', 'bốn', 'năm', 'sáu', 'bảy', 'tám', 'chín'] as const;
const GROUPS = ['', ' nghìn', ' triệu', ' tỷ'] as const;

/** "115" as "một một năm": a telephone number, digit by digit; where it is printed in groups, a pause between them. */
export function spokenDigits(text: string): string {
  return text
    .split(/[.\s-]+/)
    .filter((group) => group !== '')
    .map((group) => [...group].map((digit) => DIGITS[Number(digit)] ?? '').join(' '))
    .join(', ');
}

/** A whole number below a thousand thousand millions as it is said: 21 is "hai mươi mốt", 105 "một trăm linh năm", 2027 "hai nghìn không trăm hai mươi bảy". */
export function spokenNumber(value: number): string {
  if (value < 10) return DIGITS[value] ?? '';
  const groups: number[] = [];
  for (let rest = value; rest > 0; rest = Math.floor(rest / 1000)) groups.push(rest % 1000);
  return groups
    .map((group, at) => (group === 0 ? '' : `${belowThousand(group, at < groups.length - 1)}${GROUPS[at] ?? ''}`))
    .filter((said) => said !== '')
    .reverse()
    .join(' ');
}

/** @param whole its hundreds are said even where there are none, because thousands stand before it */
function belowThousand(value: number, whole: boolean): string {
  const [hundreds, tens, ones] = [Math.floor(value / 100), Math.floor((value % 100) / 10), value % 10];
  const said: string[] = [];
  if (hundreds > 0 || whole) said.push(`${DIGITS[hundreds] ?? ''} trăm`);
  if (tens > 1) said.push(`${DIGITS[tens] ?? ''} mươi`);
  if (tens === 1) said.push('mười');
  if (tens === 0 && ones > 0 && said.length > 0) said.push('linh');
  if (ones === 0) return said.join(' ');
  if (ones === 1 && tens > 1) said.push('mốt');
  else if (ones === 5 && tens > 0) said.push('lăm');
  else said.push(DIGITS[ones] ?? '');
  return said.join(' ');
}
