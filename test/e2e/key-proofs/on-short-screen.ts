import type {Proof, Proofs} from './proof.js';

/** The row under the cursor. */
export const selected = (name: string) => new RegExp(`^▌[≥A-F ]{2} *\\d+ +${name} `, 'm');
/** On a short screen of six rows, sorted by name. */
const names = [
	...'backup ci-runner grafana metrics node-exporter portainer prometheus shop-api shop-cache shop-db shop-web'.split(' '),
	...'traefik vpn'.split(' '),
];
const goes =
	(from: readonly string[], to: number): Proof =>
	async (screen, key) => {
		screen.press(...from, key);
		await screen.shows(selected(names[to] ?? ''));
	};
export const onShortScreen: Proofs = {
	down: goes([], 1),
	up: goes(['j', 'j'], 1),
	toTop: goes(['G'], 0),
	toBottom: goes([], 12),
	halfPageDown: goes([], 3),
	halfPageUp: goes(['G'], 9),
	pageDown: goes([], 6),
	pageUp: goes(['G'], 6),
};
