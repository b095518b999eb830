export { endOf, type LabelBars, type LabelColumns, TOUCHED } from './contract.ts';
