// Lists new uses of the words that this code base says too often where plain English has a better one; part of npm run check.
// A hint to rewrite the sentence, not to swap the word: it never fails. Only lines that the base does not have are looked at, so that text
// which is old, moved or indented is left in peace.  node scripts/plain-words.mjs [BASE]; BASE is where the branch left main
import {execFileSync} from 'node:child_process';
import {readFileSync} from 'node:fs';

/** The word and what a colleague would say. */
const words = [
	[/(?<![\w-])alone\b/, 'only'],
	[/\b(?:tells|told)\b/, 'reports, shows'],
	[/\bnobody\b/i, 'no one, not'],
	[/\bof (?:its|their|his|your|our|one's) own\b/, 'its own, dedicated'],
	[/\bwho(?:m)?ever\b/i, 'anyone who'],
	[/\bbeside\b/, 'next to, besides, compared with'],
	[/\banew\b/, 'again'],
	[/\bby (?:it|them)sel(?:f|ves)\b/, 'automatically'],
	[/\b(?:made?|makes?|making) (?:it |them |the container |the containers )again\b/, 'recreate'],
	[/\bmend(?:s|ed|ing)?\b/, 'fix'],
	[/\bmilder\b/, 'reduced, lower'],
	[/\bstands? in (?:a|an|the|its)\b/, 'is in'],
	[/\btak(?:e|es|en) away\b/, 'remove, drop'],
	[/\b(?:is|are|were) left out\b/, 'is omitted'],
	[/\bthe far (?:side|end|host|shell|engine)\b/, 'the remote host'],
	[/\bin the place of\b/, 'instead of'],
	[/\b(?:as it|what|that|which) stands? (?:there|in|at|behind|beside|before|under)\b/, 'is'],
	[/\bsays? (?:nothing|something|more|less) of\b/, 'about'],
	[/\b(?:that|which|what) (?:is|are) (?:none|no such)\b/, 'that is not one'],
	[/(?<!\bthere )\b(?:is|are|was) no (?:text|JSON|list|object|number|file|directory|address)\b/, 'is not a'],
	[/\b(?:of )?that which\b/, 'what'],
	[/\bone \w+ a (?:line|row|tick)\b/, 'per'],
	[/\bsomebody\b/, 'someone'],
	[/\bfor want of\b/, 'for lack of'],
	[/\bthe inspector\b/, 'the terminal UI'],
	[/\bSay (?:what|which)\b/, 'the placeholder of a new rule: fill it in'],
];

/** What people read. docs/rules is made from src/judge/rules. */
const paths = ['src', 'components', 'docs', 'README.md', 'CHANGELOG.md', 'CONTRIBUTING.md', 'schemas', ':!docs/rules'];

const git = (...args) => execFileSync('git', args, {encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'], maxBuffer: 1 << 28});

const base = process.argv[2] ?? forkPoint();
if (base !== null) report(newLines(base));

/** Where this branch left main; on main itself the commit before; `null` without history (a source archive). */
function forkPoint() {
	for (const ask of [
		['merge-base', 'HEAD', 'main'],
		['rev-parse', 'HEAD~1'],
	]) {
		try {
			const commit = git(...ask).trim();
			if (commit !== git('rev-parse', 'HEAD').trim()) return commit;
		} catch (error) {
			if (error?.code === 'ENOENT') return null;
		}
	}
	return null;
}

/** Lines that the working tree has and `base` had nowhere in these paths: `{file, line, text}`. */
function newLines(from) {
	const removed = new Set();
	const added = [];
	let file = '';
	let number = 0;
	for (const line of git('diff', '--unified=0', '--no-color', '--no-ext-diff', from, '--', ...paths).split('\n')) {
		const place = /^@@ -\S+ \+(\d+)/.exec(line);
		if (place !== null) number = Number(place[1]);
		else if (line.startsWith('+++ ')) file = line.slice('+++ b/'.length);
		else if (line.startsWith('-')) removed.add(line.slice(1).trim());
		else if (line.startsWith('+')) added.push({file, line: number++, text: line.slice(1)});
	}
	for (const name of git('ls-files', '--others', '--exclude-standard', '--', ...paths)
		.split('\n')
		.filter(Boolean))
		for (const [index, text] of readFileSync(name, 'utf8').split('\n').entries()) added.push({file: name, line: index + 1, text});
	return added.filter(({text}) => !removed.has(text.trim()));
}

function report(lines) {
	const hints = lines.flatMap(({file, line, text}) =>
		words
			.filter(([word]) => word.test(prose(text, file)))
			.map(([word, better]) => ({at: `${file}:${line}`, word: word.exec(prose(text, file))?.[0], better})),
	);
	if (hints.length === 0) return;
	console.log(`Wording (a hint, not an error): ${hints.length} new uses of words with a plainer substitute`);
	for (const {at, word, better} of hints) console.log(`  ${at}  "${word}" → ${better}`);
}

/** The part of a line that people read: of code its strings and comments, never its identifiers. */
function prose(text, file) {
	if (!/\.(?:ts|tsx|mjs|js)$/.test(file)) return text;
	const comment = /(?:^\s*\/?\*+|(?:^|\s)\/\/)(.*)$/.exec(text)?.[1] ?? '';
	const strings = text.match(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|`(?:\\.|[^`\\])*`?|>[^<>{}]+</g) ?? [];
	return [comment, ...strings.filter(string => /\s/.test(string))].join(' ');
}
