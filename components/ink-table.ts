import * as inkTable from 'ink-table';
import type {ComponentType, ReactNode} from 'react';

export type Cell = {readonly column: number; readonly children?: ReactNode};
type TableProps = {
	readonly data: readonly Readonly<Record<string, string>>[];
	readonly columns: readonly string[];
	readonly padding: number;
	readonly header: ComponentType<Cell>;
	readonly cell: ComponentType<Cell>;
	readonly skeleton: ComponentType<{readonly children?: ReactNode}>;
};

/** A CommonJS default export arrives wrapped or not, depending on who bundles. */
const unwrapped: unknown = 'default' in inkTable ? inkTable.default : inkTable;

/** ink-table with the types that it has at run time: what it is given is read only. */
export const InkTable = (
	typeof unwrapped === 'object' && unwrapped !== null && 'default' in unwrapped ? unwrapped.default : unwrapped
) as ComponentType<TableProps>;
