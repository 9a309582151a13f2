import { readFileSync } from 'node:fs';
import { faqFolder, loadFaq } from './content/faq/loadFaq.js';
import { createFaqSearch } from './content/faq/search.js';
import { loadSpeech } from './content/faq/speech.js';
const search = createFaqSearch(await loadFaq(), await loadSpeech(faqFolder));
for (const f of process.argv.slice(2)) {
  let first=0, three=0, n=0, wrong=0; const miss: string[]=[];
  for (const line of readFileSync(f,'utf8').trimEnd().split('\n')) { const [id='',t='']=line.split('\t'); 
    const r=search.rank(t,3).map(e=>e.entry.id); const found = search.find(t);
    if (id==='-') { miss.push(`  (none) ${t} → ${found.kind} ${found.kind==='one'?found.entry.id:r.join(',')}`); continue; }
    n++; const ok=id.split('|'); if (ok.includes(r[0]!)) first++; else miss.push(`  ${t} → want ${id}; got ${search.rank(t,3).map(e=>e.entry.id+':'+e.score.toFixed(2)).join(' ')}`);
    if (r.some(x=>ok.includes(x))) three++; if (found.kind==='one' && !ok.includes(found.entry.id)) { wrong++; miss.push('    WRONG SURE'); } }
  console.log(f, `first ${first}/${n}=${(100*first/n).toFixed(1)} three ${three}/${n}=${(100*three/n).toFixed(1)} wrong ${wrong}`); console.log(miss.join('\n'));
}
