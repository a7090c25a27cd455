import type {PortFacts, Severity} from '../../facts/index.js';

/** How bad a port is that every network reaches: a data store or an administration port needs no flaw of a program to be used. */
export const openPortSeverity = ({administrative}: Pick<PortFacts, 'administrative'>): Severity =>
	administrative ? 'high' : 'medium';
