"""The first tables"""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

from oms.migrations.guards import forbid_changes
from oms.tables.base import UtcTime


revision = '0001'
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Go up without loss."""
    op.create_table('channels',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('currency', sa.String(length=64), nullable=False),
    sa.Column('ship_within_days', sa.Integer(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('webshop', 'marketplace', 'pos', 'phone', 'wholesale', 'csv')", name=op.f('ck_channels_kind_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_channels')),
    sa.UniqueConstraint('code', name=op.f('uq_channels_code'))
    )
    op.create_table('customers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('town', sa.String(), nullable=True),
    sa.Column('country', sa.String(length=64), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('phone', sa.String(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('created_at', UtcTime(), nullable=False),
    sa.Column('erased_at', UtcTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customers'))
    )
    with op.batch_alter_table('customers', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customers_email'), ['email'], unique=False)

    op.create_table('exception_cases',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('subject', sa.String(), nullable=False),
    sa.Column('detail', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('opened_at', UtcTime(), nullable=False),
    sa.Column('resolved_at', UtcTime(), nullable=True),
    sa.CheckConstraint("state IN ('open', 'resolved')", name=op.f('ck_exception_cases_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_exception_cases'))
    )
    with op.batch_alter_table('exception_cases', schema=None) as batch_op:
        batch_op.create_index('uq_exception_cases_open', ['kind', 'subject'], unique=True, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('fired',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('slot', sa.String(length=64), nullable=False),
    sa.Column('fired_at', UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', 'slot', name=op.f('pk_fired'))
    )
    op.create_table('import_runs',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('channel', sa.String(length=64), nullable=True),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('profile', sa.String(length=64), nullable=False),
    sa.Column('started_at', UtcTime(), nullable=False),
    sa.Column('finished_at', UtcTime(), nullable=True),
    sa.Column('counts', sa.JSON(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_import_runs'))
    )
    op.create_table('inbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('received_at', UtcTime(), nullable=False),
    sa.Column('done_at', UtcTime(), nullable=True),
    sa.CheckConstraint("state IN ('received', 'done', 'failed')", name=op.f('ck_inbox_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_inbox')),
    sa.UniqueConstraint('source', 'key', name=op.f('uq_inbox_source_key'))
    )
    with op.batch_alter_table('inbox', schema=None) as batch_op:
        batch_op.create_index('ix_inbox_received', ['received_at'], unique=False, sqlite_where=sa.text("state = 'received'"), postgresql_where=sa.text("state = 'received'"))

    op.create_table('leases',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('holder', sa.String(), nullable=False),
    sa.Column('fence', sa.Integer(), nullable=False),
    sa.Column('until', UtcTime(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_leases'))
    )
    op.create_table('ledger_batches',
    sa.Column('id', sa.String(length=64), nullable=False),
    sa.Column('order', sa.Integer(), nullable=False),
    sa.Column('spreadsheet', sa.String(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('intents', sa.JSON(), nullable=False),
    sa.Column('made_at', UtcTime(), nullable=False),
    sa.Column('landed_at', UtcTime(), nullable=True),
    sa.CheckConstraint("state IN ('prepared', 'landed', 'superseded')", name=op.f('ck_ledger_batches_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_batches')),
    sa.UniqueConstraint('order', name=op.f('uq_ledger_batches_order'))
    )
    op.create_table('ledger_problems',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('tab', sa.String(length=64), nullable=False),
    sa.Column('row_key', sa.String(), nullable=False),
    sa.Column('column', sa.String(length=64), nullable=False),
    sa.Column('typed', sa.String(), nullable=False),
    sa.Column('why', sa.String(), nullable=False),
    sa.Column('remedy', sa.String(), nullable=False),
    sa.Column('seen_at', UtcTime(), nullable=False),
    sa.Column('cleared_at', UtcTime(), nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_ledger_problems')),
    sa.UniqueConstraint('tab', 'row_key', 'column', 'typed', name=op.f('uq_ledger_problems_tab_row_key_column_typed'))
    )
    op.create_table('ledger_rows',
    sa.Column('tab', sa.String(length=64), nullable=False),
    sa.Column('row_key', sa.String(), nullable=False),
    sa.Column('shown', sa.JSON(), nullable=False),
    sa.Column('position', sa.Integer(), nullable=False),
    sa.Column('batch', sa.String(length=64), nullable=True),
    sa.PrimaryKeyConstraint('tab', 'row_key', name=op.f('pk_ledger_rows'))
    )
    op.create_table('locations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('fulfils', sa.Boolean(), nullable=False),
    sa.Column('accepts_returns', sa.Boolean(), nullable=False),
    sa.Column('rank', sa.Integer(), nullable=False),
    sa.Column('country', sa.String(length=64), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.CheckConstraint("kind IN ('warehouse', 'store', '3pl', 'supplier', 'customer', 'transit', 'variance', 'scrap', 'drop', 'opening')", name=op.f('ck_locations_kind_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_locations')),
    sa.UniqueConstraint('code', name=op.f('uq_locations_code'))
    )
    op.create_table('outbox',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('thread', sa.String(), nullable=True),
    sa.Column('payload', sa.JSON(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('attempts', sa.Integer(), nullable=False),
    sa.Column('error', sa.String(), nullable=True),
    sa.Column('not_before', UtcTime(), nullable=False),
    sa.Column('created_at', UtcTime(), nullable=False),
    sa.Column('sent_at', UtcTime(), nullable=True),
    sa.Column('sent_as', sa.String(), nullable=True),
    sa.CheckConstraint("state IN ('waiting', 'sent', 'dead')", name=op.f('ck_outbox_state_known')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_outbox')),
    sa.UniqueConstraint('key', name=op.f('uq_outbox_key'))
    )
    with op.batch_alter_table('outbox', schema=None) as batch_op:
        batch_op.create_index('ix_outbox_waiting', ['not_before'], unique=False, sqlite_where=sa.text("state = 'waiting'"), postgresql_where=sa.text("state = 'waiting'"))

    op.create_table('products',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('handle', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_products')),
    sa.UniqueConstraint('handle', name=op.f('uq_products_handle'))
    )
    op.create_table('roles',
    sa.Column('code', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('code', name=op.f('pk_roles'))
    )
    op.create_table('sequences',
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('next', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('kind', name=op.f('pk_sequences'))
    )
    op.create_table('settings',
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('value', sa.String(), nullable=False),
    sa.PrimaryKeyConstraint('name', name=op.f('pk_settings'))
    )
    op.create_table('suppliers',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('currency', sa.String(length=64), nullable=False),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('lead_time_days', sa.Integer(), nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_suppliers')),
    sa.UniqueConstraint('name', name=op.f('uq_suppliers_name'))
    )
    op.create_table('actors',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('name', sa.String(), nullable=False),
    sa.Column('slack_user_id', sa.String(length=64), nullable=True),
    sa.Column('email', sa.String(), nullable=True),
    sa.Column('role', sa.String(length=64), nullable=True),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('locations', sa.JSON(), nullable=True),
    sa.Column('created_at', UtcTime(), nullable=False),
    sa.CheckConstraint("kind IN ('staff', 'integration', 'system', 'sheet')", name=op.f('ck_actors_kind_known')),
    sa.ForeignKeyConstraint(['role'], ['roles.code'], name=op.f('fk_actors_role')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_actors')),
    sa.UniqueConstraint('slack_user_id', name=op.f('uq_actors_slack_user_id'))
    )
    op.create_table('customer_identities',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('their_id', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channels.id'], name=op.f('fk_customer_identities_channel_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_customer_identities_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_customer_identities')),
    sa.UniqueConstraint('channel_id', 'their_id', name=op.f('uq_customer_identities_channel_id_their_id'))
    )
    with op.batch_alter_table('customer_identities', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_customer_identities_customer_id'), ['customer_id'], unique=False)

    op.create_table('orders',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('channel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('their_id', sa.String(), nullable=False),
    sa.Column('their_number', sa.String(), nullable=False),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('payment', sa.String(length=64), nullable=False),
    sa.Column('placed_at', UtcTime(), nullable=False),
    sa.Column('placed_text', sa.String(), nullable=True),
    sa.Column('ship_by', sa.Date(), nullable=True),
    sa.Column('town', sa.String(), nullable=True),
    sa.Column('country', sa.String(length=64), nullable=True),
    sa.Column('currency', sa.String(length=64), nullable=False),
    sa.Column('total_minor', sa.BigInteger(), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('version', sa.Integer(), nullable=False),
    sa.Column('recorded_at', UtcTime(), nullable=False),
    sa.CheckConstraint("payment IN ('unpaid', 'authorised', 'part_paid', 'paid', 'part_refunded', 'refunded', 'void')", name=op.f('ck_orders_payment_known')),
    sa.CheckConstraint("state IN ('draft', 'open', 'completed', 'cancelled')", name=op.f('ck_orders_state_known')),
    sa.ForeignKeyConstraint(['channel_id'], ['channels.id'], name=op.f('fk_orders_channel_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_orders_customer_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_orders')),
    sa.UniqueConstraint('channel_id', 'their_id', name=op.f('uq_orders_channel_id_their_id')),
    sa.UniqueConstraint('number', name=op.f('uq_orders_number'))
    )
    with op.batch_alter_table('orders', schema=None) as batch_op:
        batch_op.create_index('ix_orders_customer_id', ['customer_id', 'placed_at'], unique=False)
        batch_op.create_index('ix_orders_open', ['ship_by'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))
        batch_op.create_index('ix_orders_placed_at', ['placed_at', 'channel_id'], unique=False)
        batch_op.create_index('ix_orders_their_number', ['their_number'], unique=False)

    op.create_table('role_permissions',
    sa.Column('role', sa.String(length=64), nullable=False),
    sa.Column('permission', sa.String(length=64), nullable=False),
    sa.Column('limit_minor', sa.BigInteger(), nullable=True),
    sa.ForeignKeyConstraint(['role'], ['roles.code'], name=op.f('fk_role_permissions_role')),
    sa.PrimaryKeyConstraint('role', 'permission', name=op.f('pk_role_permissions'))
    )
    op.create_table('skus',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('code', sa.String(), nullable=False),
    sa.Column('code_key', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('product_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('option', sa.String(), nullable=True),
    sa.Column('barcode', sa.String(), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('supplier_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('price_minor', sa.BigInteger(), nullable=True),
    sa.Column('cost_minor', sa.BigInteger(), nullable=True),
    sa.Column('currency', sa.String(length=64), nullable=False),
    sa.Column('active', sa.Boolean(), nullable=False),
    sa.Column('created_at', UtcTime(), nullable=False),
    sa.CheckConstraint("kind IN ('stocked', 'kit', 'dropship_only', 'service')", name=op.f('ck_skus_kind_known')),
    sa.ForeignKeyConstraint(['product_id'], ['products.id'], name=op.f('fk_skus_product_id')),
    sa.ForeignKeyConstraint(['supplier_id'], ['suppliers.id'], name=op.f('fk_skus_supplier_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_skus')),
    sa.UniqueConstraint('barcode', name=op.f('uq_skus_barcode')),
    sa.UniqueConstraint('code_key', name=op.f('uq_skus_code_key'))
    )
    with op.batch_alter_table('skus', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_skus_product_id'), ['product_id'], unique=False)

    op.create_table('corrections',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('their_number', sa.String(), nullable=False),
    sa.Column('line_no', sa.Integer(), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('unit_price', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('occurred_at', UtcTime(), nullable=False),
    sa.CheckConstraint('units <> 0', name=op.f('ck_corrections_units_not_zero')),
    sa.ForeignKeyConstraint(['channel_id'], ['channels.id'], name=op.f('fk_corrections_channel_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_corrections_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_corrections')),
    sa.UniqueConstraint('channel_id', 'their_number', 'line_no', name=op.f('uq_corrections_channel_id_their_number_line_no'))
    )
    op.create_table('count_questions',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('counted', sa.Integer(), nullable=False),
    sa.Column('shown', sa.Integer(), nullable=False),
    sa.Column('on_hand', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('asked_at', UtcTime(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'answered', 'dropped')", name=op.f('ck_count_questions_state_known')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_count_questions_location_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_count_questions_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_count_questions'))
    )
    with op.batch_alter_table('count_questions', schema=None) as batch_op:
        batch_op.create_index('ix_count_questions_open', ['sku_id', 'location_id'], unique=False, sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'"))

    op.create_table('done_commands',
    sa.Column('key', sa.String(), nullable=False),
    sa.Column('name', sa.String(length=64), nullable=False),
    sa.Column('arguments_hash', sa.String(length=64), nullable=False),
    sa.Column('result', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('done_at', UtcTime(), nullable=False),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_done_commands_by_id')),
    sa.PrimaryKeyConstraint('key', name=op.f('pk_done_commands'))
    )
    op.create_table('history',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('what', sa.String(length=64), nullable=False),
    sa.Column('about_kind', sa.String(length=64), nullable=False),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('before', sa.JSON(), nullable=True),
    sa.Column('after', sa.JSON(), nullable=True),
    sa.Column('reason', sa.String(), nullable=True),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_history_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_history'))
    )
    with op.batch_alter_table('history', schema=None) as batch_op:
        batch_op.create_index('ix_history_about', ['about_kind', 'about_id'], unique=False)

    op.create_table('levels',
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('bucket', sa.String(length=64), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_levels_location_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_levels_sku_id')),
    sa.PrimaryKeyConstraint('sku_id', 'location_id', 'bucket', name=op.f('pk_levels'))
    )
    op.create_table('movements',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('from_location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('from_bucket', sa.String(length=64), nullable=False),
    sa.Column('to_location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('to_bucket', sa.String(length=64), nullable=False),
    sa.Column('reason', sa.String(length=64), nullable=False),
    sa.Column('about_kind', sa.String(length=64), nullable=True),
    sa.Column('about_id', sa.Integer(), nullable=True),
    sa.Column('line_id', sa.Integer(), nullable=True),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('unit_cost_minor', sa.BigInteger(), nullable=True),
    sa.Column('occurred_at', UtcTime(), nullable=False),
    sa.Column('recorded_at', UtcTime(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('is_fact', sa.Boolean(), nullable=False),
    sa.Column('key', sa.String(), nullable=True),
    sa.Column('reverses_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.CheckConstraint("from_bucket IN ('sellable', 'quarantine', 'damaged', 'refurb', 'rtv')", name=op.f('ck_movements_from_bucket_known')),
    sa.CheckConstraint("reason IN ('opening', 'receipt', 'supplier_return', 'sale', 'pos_sale', 'dropship_sale', 'return_in', 'restock', 'inspect', 'scrap', 'refurb', 'transfer_out', 'transfer_in', 'count_gain', 'count_loss', 'damage', 'found', 'theft', 'sample', 'expired', 'correction', 'lost_in_post', 'supplier_error', 'return_fix', 'reversal')", name=op.f('ck_movements_reason_known')),
    sa.CheckConstraint("to_bucket IN ('sellable', 'quarantine', 'damaged', 'refurb', 'rtv')", name=op.f('ck_movements_to_bucket_known')),
    sa.CheckConstraint('from_location_id <> to_location_id OR from_bucket <> to_bucket', name=op.f('ck_movements_goes_somewhere')),
    sa.CheckConstraint('units > 0', name=op.f('ck_movements_units_positive')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_movements_by_id')),
    sa.ForeignKeyConstraint(['from_location_id'], ['locations.id'], name=op.f('fk_movements_from_location_id')),
    sa.ForeignKeyConstraint(['reverses_id'], ['movements.id'], name=op.f('fk_movements_reverses_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_movements_sku_id')),
    sa.ForeignKeyConstraint(['to_location_id'], ['locations.id'], name=op.f('fk_movements_to_location_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_movements'))
    )
    with op.batch_alter_table('movements', schema=None) as batch_op:
        batch_op.create_index('ix_movements_about', ['about_kind', 'about_id'], unique=False)
        batch_op.create_index('ix_movements_occurred_at', ['occurred_at'], unique=False)
        batch_op.create_index('ix_movements_sku_id_id', ['sku_id', 'id'], unique=False)
        batch_op.create_index('uq_movements_key', ['key'], unique=True, sqlite_where=sa.text('key IS NOT NULL'), postgresql_where=sa.text('key IS NOT NULL'))
        batch_op.create_index('uq_movements_reverses_id', ['reverses_id'], unique=True, sqlite_where=sa.text('reverses_id IS NOT NULL'), postgresql_where=sa.text('reverses_id IS NOT NULL'))

    op.create_table('order_holds',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.Column('placed_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('placed_at', UtcTime(), nullable=False),
    sa.Column('released_by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('released_at', UtcTime(), nullable=True),
    sa.CheckConstraint("kind IN ('payment', 'fraud', 'address', 'stock', 'manual', 'customer', 'awaiting_return', 'unknown_date', 'unknown_sku')", name=op.f('ck_order_holds_kind_known')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_holds_order_id')),
    sa.ForeignKeyConstraint(['placed_by_id'], ['actors.id'], name=op.f('fk_order_holds_placed_by_id')),
    sa.ForeignKeyConstraint(['released_by_id'], ['actors.id'], name=op.f('fk_order_holds_released_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_holds'))
    )
    with op.batch_alter_table('order_holds', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_order_holds_order_id'), ['order_id'], unique=False)

    op.create_table('order_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_no', sa.Integer(), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sku_text', sa.String(), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('ordered', sa.Integer(), nullable=False),
    sa.Column('unit_price', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('cancelled', sa.Integer(), nullable=False),
    sa.Column('reserved', sa.Integer(), nullable=False),
    sa.Column('shipped', sa.Integer(), nullable=False),
    sa.Column('return_open', sa.Integer(), nullable=False),
    sa.Column('returned', sa.Integer(), nullable=False),
    sa.CheckConstraint('cancelled >= 0 AND reserved >= 0 AND shipped >= 0 AND returned >= 0 AND return_open >= 0', name=op.f('ck_order_lines_counters_not_negative')),
    sa.CheckConstraint('ordered > 0', name=op.f('ck_order_lines_ordered_positive')),
    sa.CheckConstraint('returned + return_open <= shipped', name=op.f('ck_order_lines_not_over_returned')),
    sa.CheckConstraint('shipped + cancelled + reserved <= ordered', name=op.f('ck_order_lines_not_over_shipped')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_order_lines_order_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_order_lines_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_order_lines')),
    sa.UniqueConstraint('order_id', 'line_no', name=op.f('uq_order_lines_order_id_line_no'))
    )
    with op.batch_alter_table('order_lines', schema=None) as batch_op:
        batch_op.create_index('ix_order_lines_sku_id', ['sku_id'], unique=False)

    op.create_table('promises',
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('reserved', sa.Integer(), nullable=False),
    sa.CheckConstraint('reserved >= 0', name=op.f('ck_promises_reserved_not_negative')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_promises_location_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_promises_sku_id')),
    sa.PrimaryKeyConstraint('sku_id', 'location_id', name=op.f('pk_promises'))
    )
    op.create_table('proposals',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('token', sa.String(length=64), nullable=False),
    sa.Column('command', sa.String(length=64), nullable=False),
    sa.Column('slots', sa.JSON(), nullable=False),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('target', sa.String(), nullable=False),
    sa.Column('thread', sa.String(), nullable=True),
    sa.Column('message', sa.String(), nullable=True),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('undo', sa.JSON(), nullable=True),
    sa.Column('made_at', UtcTime(), nullable=False),
    sa.Column('until', UtcTime(), nullable=False),
    sa.CheckConstraint("state IN ('open', 'done', 'dropped', 'undone', 'expired')", name=op.f('ck_proposals_state_known')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_proposals_by_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_proposals')),
    sa.UniqueConstraint('token', name=op.f('uq_proposals_token'))
    )
    op.create_table('reorder_rules',
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('point', sa.Integer(), nullable=False),
    sa.CheckConstraint('point >= 0', name=op.f('ck_reorder_rules_point_not_negative')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_reorder_rules_location_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_reorder_rules_sku_id')),
    sa.PrimaryKeyConstraint('sku_id', 'location_id', name=op.f('pk_reorder_rules'))
    )
    op.create_table('returns',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('channel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('their_number', sa.String(), nullable=True),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('customer_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('source', sa.String(length=64), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('requested_at', UtcTime(), nullable=False),
    sa.Column('closed_at', UtcTime(), nullable=True),
    sa.Column('expires_on', sa.Date(), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('note', sa.String(), nullable=True),
    sa.CheckConstraint("source IN ('customer', 'staff', 'channel', 'blind', 'carrier')", name=op.f('ck_returns_source_known')),
    sa.CheckConstraint("state IN ('requested', 'authorised', 'receiving', 'closed', 'rejected', 'cancelled', 'expired')", name=op.f('ck_returns_state_known')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_returns_by_id')),
    sa.ForeignKeyConstraint(['channel_id'], ['channels.id'], name=op.f('fk_returns_channel_id')),
    sa.ForeignKeyConstraint(['customer_id'], ['customers.id'], name=op.f('fk_returns_customer_id')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_returns_location_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_returns_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_returns')),
    sa.UniqueConstraint('channel_id', 'their_number', name=op.f('uq_returns_channel_id_their_number')),
    sa.UniqueConstraint('number', name=op.f('uq_returns_number'))
    )
    with op.batch_alter_table('returns', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_returns_order_id'), ['order_id'], unique=False)
        batch_op.create_index('ix_returns_requested_at', ['requested_at'], unique=False)

    op.create_table('shipments',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('number', sa.String(length=64), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('carrier', sa.String(), nullable=True),
    sa.Column('tracking', sa.String(), nullable=True),
    sa.Column('shipped_at', UtcTime(), nullable=True),
    sa.Column('delivered_at', UtcTime(), nullable=True),
    sa.Column('by_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.CheckConstraint("state IN ('planned', 'picking', 'packed', 'shipped', 'delivered', 'void', 'lost', 'returned_to_sender', 'damaged_in_post', 'undone')", name=op.f('ck_shipments_state_known')),
    sa.ForeignKeyConstraint(['by_id'], ['actors.id'], name=op.f('fk_shipments_by_id')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_shipments_location_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_shipments_order_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shipments')),
    sa.UniqueConstraint('number', name=op.f('uq_shipments_number'))
    )
    with op.batch_alter_table('shipments', schema=None) as batch_op:
        batch_op.create_index('ix_shipments_at', ['shipped_at'], unique=False)
        batch_op.create_index(batch_op.f('ix_shipments_order_id'), ['order_id'], unique=False)

    op.create_table('sku_aliases',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('alias_key', sa.String(), nullable=False),
    sa.ForeignKeyConstraint(['channel_id'], ['channels.id'], name=op.f('fk_sku_aliases_channel_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_sku_aliases_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_sku_aliases')),
    sa.UniqueConstraint('channel_id', 'alias_key', name=op.f('uq_sku_aliases_channel_id_alias_key'))
    )
    with op.batch_alter_table('sku_aliases', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_sku_aliases_alias_key'), ['alias_key'], unique=False)
        batch_op.create_index(batch_op.f('ix_sku_aliases_sku_id'), ['sku_id'], unique=False)

    op.create_table('charges',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('channel_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('their_number', sa.String(), nullable=False),
    sa.Column('line_no', sa.Integer(), nullable=False),
    sa.Column('order_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('return_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('kind', sa.String(length=64), nullable=False),
    sa.Column('title', sa.String(), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('unit_price', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.Column('occurred_at', UtcTime(), nullable=False),
    sa.CheckConstraint("kind IN ('shipping', 'fee', 'discount', 'manual', 'voucher', 'sample', 'bad_debt', 'charity', 'tax', 'rounding')", name=op.f('ck_charges_kind_known')),
    sa.ForeignKeyConstraint(['channel_id'], ['channels.id'], name=op.f('fk_charges_channel_id')),
    sa.ForeignKeyConstraint(['order_id'], ['orders.id'], name=op.f('fk_charges_order_id')),
    sa.ForeignKeyConstraint(['return_id'], ['returns.id'], name=op.f('fk_charges_return_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_charges')),
    sa.UniqueConstraint('channel_id', 'their_number', 'line_no', name=op.f('uq_charges_channel_id_their_number_line_no'))
    )
    with op.batch_alter_table('charges', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_charges_order_id'), ['order_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_charges_return_id'), ['return_id'], unique=False)

    op.create_table('reservations',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('location_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('state', sa.String(length=64), nullable=False),
    sa.Column('made_at', UtcTime(), nullable=False),
    sa.CheckConstraint("state IN ('active', 'consumed', 'released')", name=op.f('ck_reservations_state_known')),
    sa.CheckConstraint('units > 0', name=op.f('ck_reservations_units_positive')),
    sa.ForeignKeyConstraint(['location_id'], ['locations.id'], name=op.f('fk_reservations_location_id')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_reservations_order_line_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_reservations_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_reservations'))
    )
    with op.batch_alter_table('reservations', schema=None) as batch_op:
        batch_op.create_index('ix_reservations_active', ['sku_id', 'location_id'], unique=False, sqlite_where=sa.text("state = 'active'"), postgresql_where=sa.text("state = 'active'"))
        batch_op.create_index(batch_op.f('ix_reservations_order_line_id'), ['order_line_id'], unique=False)

    op.create_table('return_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('return_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('line_no', sa.Integer(), nullable=False),
    sa.Column('part', sa.Integer(), nullable=False),
    sa.Column('order_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=True),
    sa.Column('sku_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.Column('received', sa.Integer(), nullable=False),
    sa.Column('missing', sa.Integer(), nullable=False),
    sa.Column('reason', sa.String(), nullable=True),
    sa.Column('disposition', sa.String(length=64), nullable=True),
    sa.Column('resolution', sa.String(length=64), nullable=True),
    sa.Column('unit_price', sa.String(), nullable=False),
    sa.Column('amount_minor', sa.BigInteger(), nullable=False),
    sa.CheckConstraint("disposition IN ('restock', 'hold', 'repair', 'send_back', 'write_off')", name=op.f('ck_return_lines_disposition_known')),
    sa.CheckConstraint("resolution IN ('refund', 'exchange', 'credit', 'nothing')", name=op.f('ck_return_lines_resolution_known')),
    sa.CheckConstraint('received + missing <= units', name=op.f('ck_return_lines_not_over_received')),
    sa.CheckConstraint('received >= 0 AND missing >= 0', name=op.f('ck_return_lines_counters_not_negative')),
    sa.CheckConstraint('units > 0', name=op.f('ck_return_lines_units_positive')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_return_lines_order_line_id')),
    sa.ForeignKeyConstraint(['return_id'], ['returns.id'], name=op.f('fk_return_lines_return_id')),
    sa.ForeignKeyConstraint(['sku_id'], ['skus.id'], name=op.f('fk_return_lines_sku_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_return_lines')),
    sa.UniqueConstraint('return_id', 'line_no', 'part', name=op.f('uq_return_lines_return_id_line_no_part'))
    )
    with op.batch_alter_table('return_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_return_lines_order_line_id'), ['order_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_return_lines_return_id'), ['return_id'], unique=False)

    op.create_table('shipment_lines',
    sa.Column('id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('shipment_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('order_line_id', sa.BigInteger().with_variant(sa.Integer(), 'sqlite'), nullable=False),
    sa.Column('units', sa.Integer(), nullable=False),
    sa.CheckConstraint('units > 0', name=op.f('ck_shipment_lines_units_positive')),
    sa.ForeignKeyConstraint(['order_line_id'], ['order_lines.id'], name=op.f('fk_shipment_lines_order_line_id')),
    sa.ForeignKeyConstraint(['shipment_id'], ['shipments.id'], name=op.f('fk_shipment_lines_shipment_id')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_shipment_lines'))
    )
    with op.batch_alter_table('shipment_lines', schema=None) as batch_op:
        batch_op.create_index(batch_op.f('ix_shipment_lines_order_line_id'), ['order_line_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_shipment_lines_shipment_id'), ['shipment_id'], unique=False)

    forbid_changes("movements")


def downgrade() -> None:
    """Go down: refused, since it would drop what the newer tables hold."""
    raise RuntimeError("Going down would lose data; restore a backup instead.")
