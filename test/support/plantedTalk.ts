import { encodeJoinPayload } from '../../bot/joinPayload.js';
import type { TelegramSimulator } from '../../simulator/index.js';
import type { Talk } from './talk.js';

/** Joins a ward, and writes what is no answer into a quiz and a pledge; presses a button whose data hold a planted word. */
export async function joinsQuizzesAndPledges(
  telegram: TelegramSimulator,
  { phone, shows, say, press }: Talk,
  plant: () => string,
): Promise<void> {
  phone.start(encodeJoinPayload({ place: '14758', groups: [] }));
  await press(await shows('muốn nhận tin'), 'Đồng ý nhận tin', 'Đã ghi nhận');
  const quizzes = await say('câu đố', 'chọn một câu đố');
  phone.press(quizzes.message_id, { row: 0, column: 0 });
  await shows('Câu 1/3');
  phone.say(`theo tôi thì đáp án là ${plant()} chứ gì`);
  await say('A', 'Câu 2/3');
  const kinds = await say('cam kết', 'cam kết cho ai');
  await press(await press(kinds, 'Gia đình', 'Gia đình'), 'Gia đình tôi cam kết', 'bao nhiêu người');
  phone.say(`4 người nhà ${plant()}`);
  await say('4', 'đã được ghi nhận');
  // A button whose data nobody of us wrote, under words that quote the person.
  const forged = plant();
  await fetch(`${telegram.apiRoot}/bot${telegram.token}/sendMessage`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      chat_id: phone.id,
      text: `Bà con hỏi: “${plant()} là gì”\n\n…`,
      reply_markup: { inline_keyboard: [[{ text: 'Nút lạ', callback_data: `hd:${forged}` }]] },
    }),
  });
  await press(await shows('Bà con hỏi'), 'Nút lạ', 'muốn hỏi về điều gì');
}

/** Asks what nobody knows, and sends one of the questions to staff. Returns the word in that one. */
export async function asks({ phone, say, press }: Talk, plant: () => string): Promise<string> {
  await say(`mua nồi cơm điện hiệu ${plant()} ở chợ nào thì bền`, 'chưa có câu trả lời');
  const asked = plant();
  const none = await say(`nuôi cá cảnh giống ${asked} ăn rau luộc có lớn nổi không`, 'chưa có câu trả lời');
  const sent = await press(none, 'Gửi cho cán bộ', 'Đã gửi cho cán bộ');
  await press(sent, 'Các mục hỏi đáp', 'muốn hỏi về điều gì');
  phone.say(`nuôi cá cảnh giống ${plant()}`);
  const written = await say('trợ giúp', 'muốn hỏi về điều gì');
  await press(written, 'Hỏi cán bộ', 'Xin viết câu hỏi');
  await say(`em tên Lan ${plant()}, số 0912 345 678`, 'Câu hỏi chưa được gửi');
  await say('thôi', 'không gửi gì');
  return asked;
}
