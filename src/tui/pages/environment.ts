import {counted, type SafeText, safe, sanitise, trusted} from '../../base/index.js';
import {blank, type Column, type Item, line, type Page, prose, say, tableLines} from './layout/page.js';
import type {ContainerContext} from './page-state.js';

const columns: readonly Column[] = [{title: trusted('NAME')}, {title: trusted('VALUE')}, {title: trusted('SET BY'), drop: 1}];

/** The environment, values that look secret masked; `x` shows one, only on the screen. */
export function environmentPage({assessed: {facts}, entry, state, width}: ContainerContext): Page {
	const shown = (index: number): SafeText | null => {
		const key = `${entry.id}/${index}`;
		return state.revealed.has(key) ? rawValue(facts.raw.Config?.Env?.[index]) : null;
	};
	const rows = facts.env.map(({name, value, fromImage}, index) => [
		name,
		shown(index) ?? value,
		sanitise(fromImage === null ? '?' : fromImage ? 'image' : 'container'),
	]);
	const items = facts.env.map(
		// What is copied stays masked, even while it is shown.
		({name, value, secret}, index): Item => ({
			copy: sanitise(`${name}=${value}`),
			...(secret ? {reveal: `${entry.id}/${index}`} : {}),
		}),
	);
	const secrets = facts.env.filter(({secret}) => secret).length;
	return {
		lines: [
			...(rows.length === 0 ? [line(' no variables')] : tableLines({columns, rows}, items)),
			blank,
			line(
				` ${counted(rows.length, 'variable')} · `,
				secrets > 0
					? say(secrets === 1 ? '1 looks like a secret' : `${secrets} look like secrets`, 'high')
					: say('none looks like a secret', 'ok'),
			),
			...(secrets > 0
				? prose(
						safe`${state.keyNames.reveal} shows the selected one. Anyone with access to the engine can read them all; keep secrets in a file on a tmpfs or in a secret store.`,
						width,
						{tone: 'muted'},
					)
				: []),
		],
	};
}

/** Everything after the first `=`. */
function rawValue(variable: string | undefined): SafeText {
	return sanitise(variable?.slice(variable.indexOf('=') + 1) ?? '');
}
