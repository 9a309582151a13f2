import { phraseFinder } from '../phrases/match.js';
import { readWords } from '../phrases/read.js';

/** What people write when it is better, and what says that it is not. Only read where a danger is known. */
const OVER = [
  'ổn/đỡ/khỏe/tỉnh/yên/khoẻ rồi/lại/hơn/nhiều/hẳn',
  'ổn thỏa/định/cả',
  'đỡ .. rồi',
  'tỉnh .. rồi/lại',
  'ổn .. rồi',
  'an toàn .. rồi',
  'an toàn',
  'thở .. lại/được/bình rồi/thường/lại',
  'không sao/có .. rồi/nữa/đâu/hết/gì',
  'không sao',
  'qua cơn/khỏi',
  'hết nguy/sợ',
  'có .. người đến/tới/giúp',
  'cấp cứu/xe/công .. đến/tới/đón',
  'đến/vào/tới bệnh/viện/trạm .. rồi',
  'bấm/gửi/nhắn nhầm',
  'nhầm',
  'giỡn/đùa thôi/chơi/tí',
  'đùa',
  'ok/oke/oki rồi/now',
  'im ok/fine/safe/okay',
  'hes/shes/theyre/we/is ok/fine/safe/awake/better',
  'all good/ok',
  'its/it over/fine/ok',
  'safe/ok/better now',
];
const NOT = ['chưa', 'vẫn', 'không .. ổn/đỡ/tỉnh/an/khỏe', 'nhưng', 'mà lại', 'not', 'isnt', 'còn .. không'];
/** Longer messages tell something else. */
const WORDS_MOST = 14;

const find = phraseFinder([
  ['over', OVER],
  ['not', NOT],
]);

/** Whether a message says that the danger is over. */
export function saysOver(text: string): boolean {
  const words = readWords(text);
  if (words.length > WORDS_MOST) return false;
  const labels = new Set(find(words).map(({ label }) => label));
  return labels.has('over') && !labels.has('not');
}
