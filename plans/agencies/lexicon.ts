/**
 * Words that Vietnamese bodies are named with, by class, in matching-key spelling. These are the classes of the
 * state's organisation (and of its villages, schools and enterprises), not a list of bodies: names are parsed, not looked up.
 */
const list = (text: string): string[] =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '');

/** Begin a name in any case and need nothing after them. */
export const STRONG_HEADS = list(`
  công an, ủy ban nhân dân, ubnd, ủy ban mặt trận tổ quốc, ủy ban mttq, ủy ban mttqvn, ubmttq, ubmttqvn, mặt trận tổ quốc, mttq, mttqvn, ủy ban kiểm tra,
  ủy ban đoàn kết công giáo, ủy ban quốc gia, ủy ban dân tộc, hội đồng nhân dân, hđnd, đoàn đại biểu quốc hội, đoàn đbqh, viện kiểm sát, vksnd, tòa án, tand,
  bộ chỉ huy, ban chỉ huy, bchqs, bộ tư lệnh, bộ đội biên phòng, bộ đội, đồn biên phòng, hải đoàn, vùng cảnh sát biển, cảnh sát biển, cảnh sát, kiểm ngư, quân khu,
  ban chỉ đạo, bcđ, ban quản lý, ban quản trị, ban điều hành, ban tuyên giáo, ban dân vận, ban tổ chức, ban nội chính, ban công tác mặt trận, ban an toàn giao thông, ban dân tộc,
  ban giám hiệu, ban giám đốc, ban thường vụ, ban chấp hành, ban tôn giáo, ban thi đua, ban đại diện, ban kinh tế, ban pháp chế, ban văn hóa, ban bảo vệ dân phố, ban thường trực, ban phòng chống, ban biên tập, ban nhân dân, ban bồi thường,
  hội đồng phối hợp, hội đồng thi đua, hội đồng, hội liên hiệp, hội lhpn, hội nông dân, hội cựu chiến binh, hội ccb, hội phụ nữ, hội chữ thập đỏ, hội người cao tuổi, hội khuyến học,
  hội luật gia, hội bảo trợ, hội nhà báo, hội doanh nghiệp, hội cựu thanh niên xung phong, hội nạn nhân, hội sinh viên, hội kế hoạch hóa gia đình, hội đông y, liên đoàn, lđlđ, liên minh hợp tác xã, liên hiệp các hội, công đoàn,
  trung ương hội, trung ương đoàn, tw hội, tw đoàn, tỉnh hội, thành hội, tỉnh đoàn, thành đoàn, huyện đoàn, đoàn thanh niên, đoàn tncs, đoàn phường, đoàn xã, đoàn trường, tỉnh ủy, thành ủy, quận ủy, huyện ủy, thị ủy, đảng ủy, đảng bộ, chi bộ, thường trực, quân ủy,
  chi cục, tổng cục, trung tâm, trạm y tế, trạm kiểm dịch, kho bạc nhà nước, kho bạc, ngân hàng, bảo hiểm xã hội, bhxh, văn phòng, văn phòng điều phối, thanh tra, thuế tỉnh, thuế cơ sở, cơ quan thuế, cơ quan hải quan, hạt kiểm lâm, lực lượng kiểm lâm,
  quản lý thị trường, đội quản lý thị trường, thi hành án dân sự, cơ quan thường trực, cơ quan thường trú,
  báo và đài, cổng thông tin điện tử, cổng thông tin, trang thông tin điện tử, trang thông tin, thông tấn xã, cơ sở cai nghiện, cơ sở giáo dục, cơ sở y tế, cơ sở đào tạo, nhà trường, trường học, trường mầm non, trường tiểu học, trường thcs, trường thpt, trường trung học, trường chính trị, trường cao đẳng, trường đại học, trường phổ thông,
  tổ công tác, tổ giúp việc, tổ công nghệ số cộng đồng, tổ bảo vệ an ninh trật tự, tổ liên gia, tổ chuyên môn, tổ dân phố, đội công tác xã hội tình nguyện, đội công tác, đội tuyên truyền, đội kiểm tra, bộ phận một cửa, bộ phận,
  thủ trưởng, người đứng đầu, chủ tịch ubnd, chủ tịch ủy ban nhân dân, chủ tịch ủy ban, phó chủ tịch, chủ tịch, giám đốc, lãnh đạo, hiệu trưởng, trưởng ban, trưởng phòng, trưởng công an, người có uy tín, người uy tín, già làng, trưởng dòng họ, trưởng thôn, trưởng bản, trưởng xóm, trưởng buôn, trưởng khóm, trưởng làng, bí thư chi bộ, tổ trưởng tổ dân phố, trưởng ấp, trưởng khu phố, khu phố trưởng, trưởng khu, trưởng các, trưởng trạm, bí thư, chánh văn phòng, chánh thanh tra, tổ trưởng, viện trưởng, chánh án, thành viên ban chỉ đạo, giáo viên chủ nhiệm,
  công chức, bộ trưởng, phó thủ tướng, cục trưởng, vụ trưởng, chủ đầu tư, chủ hộ kinh doanh, chủ cơ sở, ban chủ nhiệm, tổng giám đốc, công ty, tổng công ty, tập đoàn, hợp tác xã, hiệp hội, câu lạc bộ, doanh nghiệp viễn thông, chi nhánh, điện lực, bưu điện, viễn thông, viettel, vnpt, mobifone, fpt,
  thống kê tỉnh, thống kê thành phố, thống kê cơ sở, ủy viên, phó trưởng ban, lực lượng tham gia bảo vệ an ninh trật tự, tổ bảo vệ, báo và phát thanh, phân hiệu, vườn quốc gia, khu bảo tồn, cảng vụ, bảo tàng, thư viện, bệnh viện, phòng khám, học viện, nhà xuất bản, nhà máy, nhà văn hóa, cụm thi đua, khối thi đua, chính phủ, thủ tướng chính phủ, bộ chính trị, ban bí thư, quốc hội`).concat(
  'báo và phát thanh, truyền hình',
  'báo, phát thanh và truyền hình',
  'báo và đài phát thanh, truyền hình',
  'đài phát thanh, truyền hình',
  'tổ bảo vệ an ninh, trật tự',
  'lực lượng tham gia bảo vệ an ninh, trật tự',
);

/** Begin a name only with a capital and a name after them ("Sở Y tế", not "sở hữu"; "Hội Nông dân", not "hội nhập"). */
export const WEAK_HEADS = list(`
  sở, bộ, ban, phòng, cục, vụ, viện, trường, trạm, hội, đoàn, đội, tổ, báo, đài, quỹ, chi hội, tạp chí, khoa, khu, đại học, ngành, thuế, hải quan, kiểm lâm, ủy ban, xã, phường, thôn, đồn, nhà, ga, cảng, liên hiệp, liên minh`);

/** Fields that departments are named after: they may follow a weak head in lower case ("Sở y tế", "phòng nội vụ"). */
export const FIELDS = list(`
  y tế, tư pháp, pháp chế, nội vụ, tài chính, công thương, xây dựng, giáo dục, giáo dục và đào tạo, gd&đt, gdđt, nông nghiệp, môi trường, văn hóa, khoa học, công nghệ, thông tin, truyền thông, lao động, ngoại vụ, ngoại giao, du lịch, giao thông,
  giao thông vận tải, tài nguyên, kế hoạch, đầu tư, dân tộc, tôn giáo, quy hoạch, kiến trúc, an toàn thực phẩm, kinh tế, hạ tầng, đô thị, quốc phòng, công an, thể thao, thể dục, xã hội, phát triển nông thôn, dân số, dân tộc và tôn giáo, hành chính, tổ chức, quản trị, nghiệp vụ,
  vh-xh, ld-tb&xh, lđ-tb&xh, lđtbxh, lđtb&xh, tn&mt, nn&ptnt, nn&mt, kh&cn, tt&tt, vh&tt, vhtt, vhttdl, vh, tt&dl, kh&đt, kinh tế - xã hội`);

/** Lower-case words that go on a name. The longest is taken. */
export const NAME_WORDS = list(`
  nhân dân, quân sự, biên phòng, bộ đội biên phòng, quốc gia, nhà nước, xã hội, chính sách xã hội, chính sách, phát triển, nông thôn, môi trường, đào tạo, thể thao, thể dục, du lịch, truyền thông, truyền hình, phát thanh, truyền thanh, thương binh, đô thị, hạ tầng, dân tộc, tôn giáo,
  thị trường, thanh niên, thanh niên cộng sản, cộng sản, phụ nữ, nông dân, cựu chiến binh, người cao tuổi, chữ thập đỏ, công nghệ, khoa học, kỹ thuật, đầu tư, kế hoạch, kinh tế, văn hóa, giáo dục, y tế, tư pháp, nội vụ, tài chính, công thương, xây dựng, nông nghiệp, tài nguyên, thông tin, lao động, giao thông, giao thông vận tải,
  dân số, chính trị, đại biểu, tổ quốc, mặt trận, việt nam, trung ương, hồ chí minh, khu vực, khu kinh tế, khu công nghiệp, các khu công nghiệp, công nghiệp, dự án, điện tử, thanh tra, kiểm tra, kiểm sát, kiểm soát, bệnh tật, thường trực, điều phối, phục vụ hành chính công, hành chính công, hành chính, dịch vụ công, dịch vụ, dịch vụ việc làm, việc làm, hỗ trợ, trợ giúp pháp lý, pháp lý, khuyến nông,
  chuyển đổi số, cải cách hành chính, an toàn giao thông, an toàn thực phẩm, phòng cháy chữa cháy, phòng cháy và chữa cháy, phòng cháy, chữa cháy, cứu nạn cứu hộ, cứu nạn, cứu hộ, điều tra tội phạm về ma túy, điều tra, tội phạm về ma túy, quản lý hành chính về trật tự xã hội, quản lý hành chính, quản lý, trật tự xã hội, trật tự, an ninh mạng, an ninh, thi hành án, dân sự, hình sự,
  tuyên giáo, dân vận, nội chính, tổ chức, tổng hợp, học sinh, sinh viên, mầm non, tiểu học, trung học cơ sở, trung học phổ thông, trung học, phổ thông, cao đẳng, đại học, cấp cứu, đa khoa, kiểm lâm, thú y, thủy sản, trồng trọt, chăn nuôi, bảo vệ thực vật, thủy lợi, đê điều, phòng chống thiên tai, tỉnh ủy, thành ủy, đảng ủy, huyện ủy, ma túy, methadone, cai nghiện, điều trị nghiện, hải quan, thuế, kho bạc,
  quản trị, doanh nghiệp, hợp tác xã, nhà báo, luật gia, khuyến học, nghề nghiệp, giáo dục nghề nghiệp, giáo dục thường xuyên, thường xuyên, bảo trợ xã hội, bảo trợ, công tác xã hội, trẻ em, bình đẳng giới, gia đình, bảo hiểm xã hội, xúc tiến, du lịch và thương mại, thương mại, viễn thông, bưu điện, điện lực, năng lượng, dân quân, tự vệ, cảnh sát, cảnh sát giao thông, giáo viên, chủ nhiệm, biên tập, sự nghiệp, chuyên trách, chuyên môn, công chúng, phòng chống tội phạm, phòng chống ma túy, công tác đảng, công tác chính trị, công tác cán bộ, công tác học sinh, cửa khẩu, cửa khẩu quốc tế, cảng biển, sân bay, hàng không, tin học, trinh sát, tham mưu, chính sách - xã hội, nghiệp vụ, công cộng, đường bộ, đường sắt, đường thủy, đăng kiểm, đô thị và môi trường, nước sạch, môi trường đô thị, thanh niên xung phong, dịch vụ tổng hợp, y học cổ truyền, y dược cổ truyền, y học, y dược, phục hồi chức năng, kiểm nghiệm, giám định, pháp y, dự phòng, sản nhi, tâm thần, nghĩa vụ quân sự, bảo vệ an ninh, công tác mặt trận, người khuyết tật, cấp thoát nước, công nghệ thông tin, truyền thanh - truyền hình, về ma túy, về trật tự xã hội, về môi trường, về kinh tế, phòng không, thống kê, kiến thiết, xổ số, hữu nghị, văn học nghệ thuật, văn học, nghệ thuật, thể chất`);

/** Where a body stands: closes a name. */
export const LEVELS = list(`
  tỉnh, thành phố, phường, xã, huyện, quận, thị xã, thị trấn, đặc khu, cấp tỉnh, cấp xã, cấp huyện, cấp thành phố, các cấp, cùng cấp, cấp trên, cấp cơ sở, cơ sở, địa phương, trung ương, khu vực, toàn tỉnh, trong tỉnh, thôn, bản, tổ dân phố, khu phố, ấp, hai cấp, cấp phường, các xã, các phường, sở tại, toàn thành phố, toàn xã, toàn phường`);

/** Members of the enumerations that name a whole class. Each group keeps together: "các sở, ban, ngành", "xã, phường", "thôn, làng". */
export const CLASS_GROUPS: readonly string[][] = [
  list(`sở, bộ, ban, ngành, phòng, cục, vụ, viện, cơ quan, đơn vị, địa phương, đoàn thể, ủy viên, hội, hội đoàn thể, ban ngành, sở ngành, hội quần chúng, hội đặc thù, tổ chức chính trị - xã hội, tổ chức chính trị xã hội, tổ chức chính trị-xã hội, tổ chức chính trị, tổ chức xã hội - nghề nghiệp, tổ chức xã hội nghề nghiệp, tổ chức kinh tế, tổ chức xã hội, tổ chức đoàn thể, tổ chức thành viên, tổ chức quần chúng, tổ chức hội, tổ chức đảng, tổ chức tôn giáo, tổ chức tín dụng, tổ chức cơ sở đảng, tổ chức liên quan, tổ chức có liên quan, tổ chức khác, tổ chức,
    cấp ủy, cấp ủy đảng, chính quyền, cấp, doanh nghiệp, hiệp hội, tổng công ty, tập đoàn, công ty, nhà trường, trường học, trường, lực lượng, lực lượng chức năng, ngành chức năng, cơ quan chức năng, hội viên, cá nhân, thành viên, đoàn thể chính trị - xã hội, đoàn thể chính trị xã hội, đoàn thể ct-xh, chi bộ, đảng bộ, chi ủy, đảng ủy, phòng ban, khoa, trung tâm, trạm, đội, đồn, ngân hàng, tổ chức chính trị -xã hội, tổ chức ctxh, tổ chức ct-xh, bộ phận, hợp tác xã, hộ kinh doanh, hộ gia đình, chủ rừng, chủ hộ, chủ cơ sở, chủ phương tiện, chủ đầu tư, chủ doanh nghiệp, khu công nghiệp, nhà máy, đoàn`),
  list(
    `tổ dân phố, thôn, làng, bản, xóm, ấp, buôn, bon, khu phố, khóm, khối phố, khối, khu dân cư, tổ dân cư, khu, tổ nhân dân, tổ, chi hội, chi đoàn`,
  ),
  list(`xã, phường, thị trấn, đặc khu, huyện, quận, thành phố, thị xã, tỉnh, thành phố trực thuộc trung ương, tp`),
  list(
    `cơ sở giáo dục, cơ sở y tế, cơ sở cai nghiện, cơ sở cai nghiện ma túy, cơ sở đào tạo, cơ sở kinh doanh, cơ sở giáo dục nghề nghiệp, cơ sở khám bệnh, cơ sở khám chữa bệnh, cơ quan báo chí, cơ quan thông tin đại chúng, cơ quan truyền thông, cơ quan chuyên môn, cơ quan thông tấn, trường mầm non, trường tiểu học, trường thcs, trường thpt, trường đại học, trường cao đẳng, đại học, cao đẳng, học viện, nhà trường, trường học, bệnh viện, trung tâm y tế, doanh nghiệp viễn thông, trạm y tế, cơ sở, hệ thống thông tin cơ sở`,
  ),
];

/** Say that a class is meant. */
export const PLURALS = list(
  'các, các ông (bà), các ông bà, các ông, các đồng chí, đồng chí, những, mỗi, từng, toàn bộ các, tất cả các, toàn thể các, một số, hai',
);

/** Close a class: "các cơ quan, đơn vị có liên quan". */
export const CLASS_TAILS = list(`
  xây dựng đảng, có liên quan, liên quan, hữu quan, chức năng, chuyên môn, chuyên trách, trực thuộc, khác, còn lại, nêu trên, thành viên, báo chí, truyền thông, đóng trên địa bàn, trên địa bàn, sự nghiệp, hành chính, nhà nước, đảng, đoàn thể, kinh tế, có thẩm quyền, nghiệp vụ, ngang sở, dân cư, kinh doanh, trung ương, quân đội, công an, viễn thông, vận tải, quần chúng, được giao nhiệm vụ, được giao, ngành dọc, công lập, đồng cấp, cấp dưới`);

/** Forces named by a bare word inside an enumeration. */
export const FORCES = list(
  'hải quan, biên phòng, bộ đội biên phòng, quân sự, quân đội, kiểm lâm, kiểm sát, viện kiểm sát, tòa án, thuế, cảnh sát biển, quản lý thị trường, thi hành án dân sự, dân quân, công an',
);

/** What may follow the level of a body: "các xã biên giới", "các xã, phường trọng điểm". */
export const PLACE_TAILS = list(
  'biên giới, ven biển, vùng cao, miền núi, giáp ranh, trọng điểm, hải đảo, nêu trên, còn lại, có liên quan, liên quan, trên địa bàn, và khu vực',
);

/** Bodies outside a people's committee's own authority: they are asked, not ordered. */
export const OUTSIDE_AUTHORITY =
  '(?:viện kiểm sát|vksnd|tòa án|tand|mặt trận tổ quốc|mttq\\w*|ủy ban mttq|ubmttq\\w*|liên đoàn lao động|hội liên hiệp phụ nữ|hội nông dân|hội cựu chiến binh|tỉnh đoàn|thành đoàn|đoàn thanh niên|đoàn tncs|ban tuyên giáo|ban dân vận|ban tổ chức tỉnh ủy|ban nội chính|ủy ban kiểm tra|tỉnh ủy|thành ủy|đảng ủy|hải quan|thi hành án|hội đồng nhân dân|hđnd|đoàn đbqh|đoàn đại biểu quốc hội)';

/** Also verbs or common nouns: a name only when something that can only be a name follows. */
export const OPEN_HEADS = new Set(
  list('lãnh đạo, thanh tra, thường trực, cảnh sát, tổ chức, bộ phận, viễn thông, thư viện, công đoàn'),
);

/** Also verbs: they go on a name right after a head that needs a field, or after "và", never after a finished name. */
export const VERB_LIKE = new Set(
  list(`
  tổ chức, quản lý, điều tra, kiểm tra, kiểm soát, hỗ trợ, xây dựng, giáo dục, đào tạo, tham mưu, phát triển, đầu tư, xúc tiến, cứu nạn, cứu hộ, bảo trợ, thanh tra, tổng hợp, thường xuyên, thường trực, điều phối, dịch vụ, trợ giúp pháp lý, biên tập, thông tin, truyền thông, kế hoạch, chuyển đổi số, cải cách hành chính`),
);

/** Departments that bear one field, so that "Sở Nội vụ, Tài chính" are two and "Sở Văn hóa, Thể thao và Du lịch" is one. */
export const SOLO_FIELDS = new Set(
  list(
    'y tế, tư pháp, nội vụ, tài chính, công thương, xây dựng, ngoại vụ, ngoại giao, quốc phòng, công an, giao thông vận tải, thanh tra',
  ),
);
