import type {PacketMatch} from '../../facts/firewall/packet-filter.js';
import {sanitise} from '../../text/safe-text.js';

/** What a rule asks of a packet. @param values  `null` where they are not understood */
export const packetMatch = (on: PacketMatch['on'], not: boolean, values: readonly string[] | null): PacketMatch => ({
	on,
	not,
	values: values === null ? null : values.map(value => sanitise(value)),
});
