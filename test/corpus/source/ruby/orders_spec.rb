# frozen_string_literal: true

require "rails_helper"

# @no
RSpec.describe OrderReport, "select from orders", type: :service do
  let(:connection) { ActiveRecord::Base.connection }
  let(:customer) { create(:customer, name: "Update & Sons") }

  before do
    # @sql by=call tables=orders,order_lines writes=true
    connection.execute("TRUNCATE orders, order_lines RESTART IDENTITY CASCADE")
    # @sql by=call writes=true
    connection.execute(<<~SQL.squish)
      INSERT INTO orders (number, status, customer_id, tags)
      VALUES ('A-1', 'new', #{customer.id}, '{gift}'),
             ('A-2', 'paid', #{customer.id}, ARRAY['express', 'gift'])
    SQL
  end

  # @no
  it "selects from the orders table when the customer is known" do
    # @sql by=call tables=orders params=value
    rows = connection.select_all("SELECT number FROM orders WHERE customer_id = #{customer.id}")
    # @no
    expect(rows.pluck("number")).to contain_exactly("A-1", "A-2")
  end

  it "updates orders and sets the status" do
    # @no
    described_class.new.pay("A-1")
    # @sql by=call tables=orders
    expect(connection.select_value("select status from orders where number = 'A-1'")).to eq("paid")
  end

  # @no
  it "inserts into order_lines values given by the form" do
    # @sql by=call tables=order_lines,products writes=true
    expect { connection.exec_update(<<~SQL) }.to change(OrderLine, :count).by(1)
      INSERT INTO order_lines (order_id, product_id)
      SELECT 1, p.id FROM products p WHERE p.sku = 'bolt'
    SQL
  end

  # @no
  describe "#to_sql" do
    it "orders by date" do
      # @sql by=content tables=orders
      expect(described_class.new.to_sql).to eq("SELECT \"orders\".* FROM \"orders\" ORDER BY \"orders\".\"placed_at\" DESC")
    end

    # @no
    it "mentions the fragments" do
      expect(described_class.new.to_sql).to match(/SELECT .+ FROM "orders"/).and include("LIMIT")
      expect(described_class.new.to_sql).not_to include("DELETE", "UPDATE", "INSERT")
    end
  end

  context "when the statement is broken" do
    # @no
    it "raises" do
      # @sql by=call complete=false
      expect { connection.execute("SELECT number, FROM") }
        # @no
        .to raise_error(ActiveRecord::StatementInvalid, /syntax error at or near "FROM"/)
    end

    it "raises for an unfinished condition" do
      # @sql by=call tables=orders complete=false
      expect { connection.execute("SELECT number FROM orders WHERE") }.to raise_error(ActiveRecord::StatementInvalid)
    end
  end

  # @no
  context "with json" do
    it "reads from jsonb" do
      # @sql by=call tables=orders
      value = connection.select_value("SELECT meta -> 'gift' ->> 'text' FROM orders WHERE meta ? 'gift' LIMIT 1")
      # @no
      expect(value).to eq("Select from us with love")
    end
  end

  context "with counters" do
    # @sql n=2
    it "counts queries" do
      expect { described_class.new.call }.to execute_queries(
        "SELECT COUNT(*) FROM orders",
        "SELECT SUM(total_cents) FROM orders WHERE status = 'paid'"
      )
    end
  end

  # @no
  describe "the page" do
    it "shows the labels" do
      visit "/orders/select/from/#{customer.id}"
      select "Update from supplier", from: "orders[source]"
      click_button "Delete from list"
      expect(page).to have_css("select#order_from > option", text: "Select from list")
      expect(page).to have_text(I18n.t("orders.update.set", default: "Update order, set status"))
    end
  end

  # @no
  describe "commit texts" do
    subject(:texts) do
      ["Insert into changelog the new values", "Create index page for orders", "Drop table of contents", "Alter table layout"]
    end

    it { is_expected.to all(be_a(String)) }
  end
end
