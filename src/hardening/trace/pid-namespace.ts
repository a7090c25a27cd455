import {openTree} from '../../host/host-tree.js';

/** `pid:[4026531836]`: tells process numbers of a container from those of its host. Empty where there is no /proc. */
export function pidNamespace(): string {
	const link = openTree('/').link('/proc/self/ns/pid');
	return (link.known && link.value) || '';
}
