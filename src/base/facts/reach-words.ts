import {isLoopback} from './addresses.js';
import type {PortReach, Unseen} from './port-reach.js';

/** Who can reach a port, in the words of every page and report: `closed by the host firewall`. */
export function reachWords({from, at, onlyFor, unseen}: PortReach): string {
	const isUncertain = unseen.length > 0 && /^open /.test(wordsOf());
	return `${isUncertain ? 'may be ' : ''}${wordsOf()}${unseenWords(unseen)}`;

	function wordsOf(): string {
		switch (from) {
			case 'any-network':
				return 'open to any network';
			case 'some-sources':
				return `open only to ${onlyFor ?? 'certain sources'}`;
			case 'address':
				return 'open to any machine that can reach that address';
			case 'routed':
				return 'reachable by routing through this host';
			case 'this-host':
				return 'this host only';
			case 'containers':
				return 'containers on its networks';
			case 'firewall-closed':
				return 'closed by the host firewall';
			case 'itself':
				return at === null || isLoopback(at.address) ? 'this container only' : 'listens on loopback only';
			case 'no-listener':
				return 'nothing listens';
			case 'not-running':
				return 'not running';
		}
	}
}

/** ` (firewall not seen)`: empty where all was. */
function unseenWords(unseen: readonly Unseen[]): string {
	const parts = [...new Set(unseen.map(({what}) => what))];
	return parts.length === 0 ? '' : ` (${parts.toSorted().join(' and ')} not seen)`;
}
