import type {State} from '../src/store/state.js';
import {own, type SafeText} from '../src/terminal/safe-text.js';
import {widthOf} from '../src/terminal/width.js';
import type {Binding} from './bindings/binding.js';
import {footerOf, placesOf} from './keymap.js';
import {type Part, Split} from './Split.js';
import {useInspected} from './use-inspector.js';

/** The last line: what is being typed, else what just happened, else the keys that matter here. */
export function Footer() {
	const columns = useInspected(state => state.size.columns);
	const prompt = useInspected(state => state.prompt);
	const toast = useInspected(state => state.toasts.at(-1));
	const waiver = useInspected(state => state.waiver);
	const place = useInspected(state => placesOf(state).join(' '));
	const filter = useInspected(state => state.filter.text);

	if (prompt) return <Split columns={columns} left={promptParts(prompt, waiver)} right={[]} />;
	if (toast) {
		const left: Part[] = [{text: own(` ${toast.text}`), tone: toast.error ? 'critical' : 'strong'}];
		return <Split columns={columns} left={left} right={toast.error ? [{text: own('Esc '), tone: 'muted'}] : []} />;
	}
	const active: Part[] = filter !== '' && place.startsWith('fleet') ? [{text: own(` /${filter} `), tone: 'strong'}] : [];
	return (
		<Split columns={columns} left={[...active, ...hints(place, columns - widthOf(active[0]?.text ?? own('')))]} right={[]} />
	);
}

function promptParts(prompt: NonNullable<State['prompt']>, waiver: State['waiver']): readonly Part[] {
	const question: Record<typeof prompt.kind, string> = {
		filter: ' /',
		vulnerabilities: ' vulnerabilities /',
		palette: ' :',
		help: ' search ',
		consent: ' y start   any other key: no ',
		'waiver-reason': ` accept ${waiver?.rule ?? ''}: why? `,
		'waiver-expiry': ' until which day (YYYY-MM-DD, nothing for no end)? ',
	};
	return [{text: own(question[prompt.kind]), tone: 'strong'}, {text: own(prompt.text)}, {text: own('▏'), tone: 'muted'}];
}

/** Whole hints alone; help is the last and always there. */
function hints(place: string, columns: number): readonly Part[] {
	const bindings = footerOf(placesFrom(place));
	const help = bindings.at(-1);
	const shown: Binding[] = [];
	let used = help ? widthOf(hint(help)) : 0;
	for (const binding of bindings.slice(0, -1)) {
		const width = widthOf(hint(binding));
		if (used + width > columns) break;
		shown.push(binding);
		used += width;
	}
	return [...shown, ...(help ? [help] : [])].flatMap(binding => [
		{text: own(` ${binding.keys[0] ?? ''}`), tone: 'strong' as const},
		{text: own(` ${binding.label} `), tone: 'muted' as const},
	]);
}

const hint = ({keys, label}: Binding): SafeText => own(` ${keys[0] ?? ''} ${label} `);

const placesFrom = (words: string) => words.split(' ') as ReturnType<typeof placesOf>;
