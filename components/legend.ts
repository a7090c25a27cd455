import {type SafeText, trusted} from '../src/base/index.js';
import {badgeLegend, type View} from '../src/tui/index.js';

/** A sign of the list and what it means; `open` is the page that says more. */
type Sign = {readonly sign: SafeText; readonly meaning: string; readonly open?: View};
type Section = {readonly heading: string; readonly signs: readonly Sign[]};

const sign = (text: string, meaning: string): Sign => ({sign: trusted(text), meaning});

/** What the cells of the list mean, below the keys of the help; docs/triage.md explains them at length. */
export const legend: readonly Section[] = [
	{
		heading: 'Symbols of the list',
		signs: [
			sign('F 100', 'RISK: grade, A (best) to F, and score, 0 to 100'),
			sign('≥D 59', 'RISK: may be worse, because something that decides it could not be seen'),
			sign('✦', 'RISK: a finding is new or more severe than in the baseline, or than yesterday; the overview says which'),
			sign('◇', 'changed a moment ago'),
			sign('?', 'RISK: could not be judged; VULNS: not scanned'),
			sign('127.0.0.1:80 LAN', 'REACHABLE: published on loopback, but engines before 28 let the local network in'),
			sign('0.0.0.0:80?', 'REACHABLE: the firewall or the listening sockets were not seen'),
			sign('C1 H2', 'VULNS: 1 critical and 2 high in the last scan; - none'),
			sign('~C1', 'VULNS: an old report, or the last scan failed'),
			sign('?C1', 'VULNS: only part of the image was judged; partial: none found in that part'),
		],
	},
	{
		heading: 'Badges',
		signs: [
			sign('!H3', '3 alerts in the last 24 hours, the worst of them high: the overview lists them'),
			...badgeLegend.map(({sign, meaning}) => ({sign, meaning, open: {kind: 'badge', word: sign, target: null} as const})),
			sign('+3', 'badges that do not fit; the wide list makes room for them'),
		],
	},
];
